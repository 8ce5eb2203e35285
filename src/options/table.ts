// Every command and every option. The parser, its types, the help and the completion derive from these tables.

import { rules } from '../evaluate/rules/rule-list.ts';
import { keysOf } from '../model/record.ts';
import {
  address,
  anyText,
  directory,
  duration,
  flag,
  type Kind,
  oneOf,
  optionalDirectory,
  telemetryPath,
  type ValueWords,
} from './values.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type CommandSpec = {
  /** The arguments after the command, for the help. */
  readonly usage: string;
  readonly help: string;
  readonly details?: string;
  /** The operands; `undefined`: the command takes none. */
  readonly operand?: ValueWords;
};

export const commandTable = {
  serve: { usage: '[OPTION ...]', help: 'watch the node and serve /metrics' },
  check: { usage: '[OPTION ...]', help: 'look once, print the verdict' },
  config: {
    usage: '[OPTION ...] FILE ...',
    help: 'judge configurations that are on no node yet',
    details: `FILE is a static pod manifest or etcd's own configuration file, and - standard input. Instead of files:
peerproof config [OPTION ...] -- [NAME=VALUE ...] etcd [FLAG ...]`,
    operand: { meta: 'FILE' },
  },
  rules: { usage: '[OPTION ...]', help: 'print the rules and the reason for each' },
  completion: {
    usage: 'SHELL',
    help: 'print a completion script for bash, zsh or fish',
    operand: { meta: 'SHELL', values: shells },
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof commandTable;

export const commandNames = keysOf(commandTable);

export type NamedCommand = CommandSpec & { readonly name: CommandName };

export const everyCommand: readonly NamedCommand[] = commandNames.map((name) => ({ name, ...commandTable[name] }));

const serving = ['serve'] as const;
const onNode = ['serve', 'check'] as const;
const judging = ['serve', 'check', 'config'] as const;
const printing = ['check', 'config', 'rules'] as const;

type OptionText = {
  /** The property of the parsed options. */
  readonly key: string;
  readonly help: string;
  readonly multiple?: true;
};

/** Defines an option that only `commands` take. `fallback` is the value where it is not on the command line; '' is none. */
function option<const C extends CommandName, T, const S extends OptionText>(
  commands: readonly C[],
  kind: Kind<T>,
  fallback: string,
  text: S,
) {
  return { commands, ...kind, fallback, ...text };
}

export const optionTable = {
  'web.listen-address': option(serving, address, ':19380', {
    key: 'listenAddress',
    help: 'where /metrics, the page and the report are served',
  }),
  'web.telemetry-path': option(serving, telemetryPath, '/metrics', {
    key: 'telemetryPath',
    help: 'path of the metrics',
  }),
  'web.config.file': option(serving, anyText('FILE'), '', {
    key: 'webConfigFile',
    help: 'TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them',
  }),
  'web.authentication': option(serving, oneOf('MODE', 'none', 'kubernetes'), 'none', {
    key: 'webAuthentication',
    help: 'none, or kubernetes: the API server decides by bearer token and RBAC',
  }),
  'web.health-address': option(serving, address, ':19381', {
    key: 'healthAddress',
    help: 'where /healthz and /readyz are served',
  }),
  'path.rootfs': option(judging, directory, '/', { key: 'rootfs', help: "the host's root directory" }),
  'path.procfs': option(onNode, optionalDirectory, '', {
    key: 'procfs',
    help: 'the process directory (default: /proc, or DIR/proc with --path.rootfs=DIR)',
  }),
  'path.manifests': option(onNode, directory, '', {
    key: 'manifests',
    help: 'static pod directory, repeatable (default: those of the known distributions that exist)',
    multiple: true,
  }),
  'node-name': option(judging, anyText('NAME'), '', {
    key: 'nodeName',
    help: 'the node label (default: $NODE_NAME, else the host name)',
  }),
  'resync-interval': option(serving, duration, '30s', {
    key: 'resyncInterval',
    help: 'look at everything again at least this often',
  }),
  probe: option(onNode, oneOf('on|off', 'on', 'off'), 'on', {
    key: 'probe',
    help: 'ask the peer listeners themselves',
  }),
  'probe-interval': option(serving, duration, '5m', {
    key: 'probeInterval',
    help: 'how often to ask them again; a new one is asked at once',
  }),
  'single-member': option(judging, oneOf('MODE', 'auto', 'no', 'not_applicable'), 'auto', {
    key: 'singleMember',
    help: 'auto, no, or not_applicable: this etcd is a single member',
  }),
  'no-etcd': option(onNode, oneOf('STATUS', 'unknown', 'not_applicable'), 'unknown', {
    key: 'noEtcd',
    help: 'verdict without any etcd: unknown or not_applicable',
  }),
  'log.level': option(serving, oneOf('LEVEL', 'debug', 'info', 'warn', 'error'), 'info', {
    key: 'logLevel',
    help: 'debug, info, warn or error',
  }),
  'log.format': option(serving, oneOf('FORMAT', 'logfmt', 'json'), 'logfmt', {
    key: 'logFormat',
    help: 'logfmt or json',
  }),
  output: option(printing, oneOf('FORMAT', 'table', 'json', 'junit', 'sarif', 'markdown'), 'table', {
    key: 'output',
    help: 'table, json or markdown; all but rules: junit or sarif',
  }),
  rule: option(printing, oneOf('RULE', ...rules.flatMap(({ text }) => [text.control, text.id])), '', {
    key: 'rule',
    help: 'this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable',
    multiple: true,
  }),
  rules: option(['serve', 'check', 'config', 'rules'], oneOf('SET', 'default', 'all'), 'default', {
    key: 'rules',
    help: 'default: 2.4 and 2.5; all: the others of CIS section 2 as well',
  }),
  explain: option(['check', 'config'], flag, '', {
    key: 'explain',
    help: 'the rule in full, and step by step how its verdict follows here',
  }),
  'fail-on': option(['check', 'config'], oneOf('STATUS', 'fail', 'unknown'), 'unknown', {
    key: 'failOn',
    help: 'which status makes check and config fail: unknown (default) or only fail',
  }),
};

type OptionTable = typeof optionTable;

export type OptionSpec = OptionText & Kind & { readonly commands: readonly CommandName[]; readonly fallback: string };

type ValueOf<S extends OptionSpec> = S extends { readonly multiple: true }
  ? readonly ReturnType<S['parse']>[]
  : ReturnType<S['parse']>;

export type TableOptions<C extends CommandName> = {
  readonly [
    N in keyof OptionTable as C extends OptionTable[N]['commands'][number] ? OptionTable[N]['key'] : never
  ]: ValueOf<OptionTable[N]>;
};

export type NamedOption = OptionSpec & { readonly name: string };

export const everyOption: readonly NamedOption[] = Object.entries<OptionSpec>(optionTable).map(([name, spec]) => ({
  name,
  ...spec,
}));

export function optionsOf(command: CommandName): readonly NamedOption[] {
  return everyOption.filter(({ commands }) => commands.includes(command));
}
