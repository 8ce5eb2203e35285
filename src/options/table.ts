// Every command and every option with its meaning. The command line, its types, its help and its completion are made of these tables.

import { rules } from '../evaluate/rules/all.ts';
import {
  oneOf,
  parseAddress,
  parseDuration,
  parseOptionalPath,
  parsePath,
  parseTelemetryPath,
} from './values.ts';

/** The first three are those of a verdict, by `check` and `config`; `usage` is bad usage or an internal error. */
export const exitCode = { pass: 0, fail: 1, unknown: 2, usage: 3 } as const;

/** The shells that `completion` knows. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type ValueSpec = {
  /** The kind of value; FILE and DIR are paths, '' is an option without a value. */
  readonly meta: string;
  /** Every value, where there are no others. */
  readonly values?: readonly string[];
};

export type CommandSpec = {
  /** The words behind the command. */
  readonly usage: string;
  readonly help: string;
  readonly details?: string;
  /** The words that may follow besides options. */
  readonly operand?: ValueSpec;
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

export const commandNames = Object.keys(commandTable).filter((word): word is CommandName =>
  Object.hasOwn(commandTable, word),
);

/** An empty text is none. */
const textItself = (_option: string, text: string): string => text;

const serving = ['serve'] as const;
const onNode = ['serve', 'check'] as const;
const judging = ['serve', 'check', 'config'] as const;
const printing = ['check', 'config', 'rules'] as const;

export type OptionSpec = ValueSpec & {
  /** The property of the parsed options. */
  readonly key: string;
  /** The value of an option that is not on the command line; '' is none. */
  readonly fallback: string;
  readonly help: string;
  /** Throws an OptionError. */
  readonly parse: (option: string, text: string) => unknown;
  readonly multiple?: true;
  /** Any other command refuses the option. */
  readonly commands: readonly CommandName[];
};

export const optionTable = {
  'web.listen-address': {
    key: 'listenAddress',
    meta: 'ADDR',
    fallback: ':19380',
    help: 'where /metrics, the page and the report are served',
    parse: parseAddress,
    commands: serving,
  },
  'web.telemetry-path': {
    key: 'telemetryPath',
    meta: 'PATH',
    fallback: '/metrics',
    help: 'path of the metrics',
    parse: parseTelemetryPath,
    commands: serving,
  },
  'web.config.file': {
    key: 'webConfigFile',
    meta: 'FILE',
    fallback: '',
    help: 'TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them',
    parse: textItself,
    commands: serving,
  },
  'web.authentication': {
    key: 'webAuthentication',
    meta: 'MODE',
    fallback: 'none',
    help: 'none, or kubernetes: the API server decides by bearer token and RBAC',
    ...oneOf('none', 'kubernetes'),
    commands: serving,
  },
  'web.health-address': {
    key: 'healthAddress',
    meta: 'ADDR',
    fallback: ':19381',
    help: 'where /healthz and /readyz are served',
    parse: parseAddress,
    commands: serving,
  },
  'path.rootfs': {
    key: 'rootfs',
    meta: 'DIR',
    fallback: '/',
    help: "the host's root directory",
    parse: parsePath,
    commands: judging,
  },
  'path.procfs': {
    key: 'procfs',
    meta: 'DIR',
    fallback: '',
    help: 'the process directory (default: /proc, or DIR/proc with --path.rootfs=DIR)',
    parse: parseOptionalPath,
    commands: onNode,
  },
  'path.manifests': {
    key: 'manifests',
    meta: 'DIR',
    fallback: '',
    help: 'static pod directory, repeatable (default: those of the known distributions that exist)',
    parse: parsePath,
    multiple: true,
    commands: onNode,
  },
  'node-name': {
    key: 'nodeName',
    meta: 'NAME',
    fallback: '',
    help: 'the node label (default: $NODE_NAME, else the host name)',
    parse: textItself,
    commands: judging,
  },
  'resync-interval': {
    key: 'resyncInterval',
    meta: 'TIME',
    fallback: '30s',
    help: 'look at everything again at least this often',
    parse: parseDuration,
    commands: serving,
  },
  probe: {
    key: 'probe',
    meta: 'on|off',
    fallback: 'on',
    help: 'ask the peer listeners themselves',
    ...oneOf('on', 'off'),
    commands: onNode,
  },
  'probe-interval': {
    key: 'probeInterval',
    meta: 'TIME',
    fallback: '5m',
    help: 'how often to ask them again; a new one is asked at once',
    parse: parseDuration,
    commands: serving,
  },
  'single-member': {
    key: 'singleMember',
    meta: 'MODE',
    fallback: 'auto',
    help: 'auto, no, or not_applicable: this etcd is a single member',
    ...oneOf('auto', 'no', 'not_applicable'),
    commands: judging,
  },
  'no-etcd': {
    key: 'noEtcd',
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'verdict without any etcd: unknown or not_applicable',
    ...oneOf('unknown', 'not_applicable'),
    commands: onNode,
  },
  'log.level': {
    key: 'logLevel',
    meta: 'LEVEL',
    fallback: 'info',
    help: 'debug, info, warn or error',
    ...oneOf('debug', 'info', 'warn', 'error'),
    commands: serving,
  },
  'log.format': {
    key: 'logFormat',
    meta: 'FORMAT',
    fallback: 'logfmt',
    help: 'logfmt or json',
    ...oneOf('logfmt', 'json'),
    commands: serving,
  },
  output: {
    key: 'output',
    meta: 'FORMAT',
    fallback: 'table',
    help: 'table, json or markdown; all but rules: junit or sarif',
    ...oneOf('table', 'json', 'junit', 'sarif', 'markdown'),
    commands: printing,
  },
  rule: {
    key: 'rule',
    meta: 'RULE',
    fallback: '',
    help: 'this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable',
    ...oneOf(...rules.flatMap(({ text }) => [text.control, text.id])),
    multiple: true,
    commands: printing,
  },
  rules: {
    key: 'rules',
    meta: 'SET',
    fallback: 'default',
    help: 'default: 2.4 and 2.5; all: the others of CIS section 2 as well',
    ...oneOf('default', 'all'),
    commands: ['serve', 'check', 'config', 'rules'],
  },
  explain: {
    key: 'explain',
    meta: '',
    fallback: '',
    help: 'the rule in full, and step by step how its verdict follows here',
    parse: (): boolean => true,
    commands: ['check'],
  },
  'fail-on': {
    key: 'failOn',
    meta: 'STATUS',
    fallback: 'unknown',
    help: 'which status makes check and config fail: unknown (default) or only fail',
    ...oneOf('fail', 'unknown'),
    commands: ['check', 'config'],
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

type OptionTable = typeof optionTable;

type ValueOf<S extends OptionSpec> = S extends { readonly multiple: true }
  ? readonly ReturnType<S['parse']>[]
  : ReturnType<S['parse']>;

/** The options of a command as the table has them. */
export type TableOptions<C extends CommandName> = {
  readonly [
    N in keyof OptionTable as C extends OptionTable[N]['commands'][number] ? OptionTable[N]['key'] : never
  ]: ValueOf<OptionTable[N]>;
};

export type NamedOption = OptionSpec & { readonly name: string };

/** Every option, in the order of the table. */
export const everyOption: readonly NamedOption[] = Object.entries<OptionSpec>(optionTable).map(
  ([name, spec]) => ({ name, ...spec }),
);

export function optionsOf(command: CommandName): readonly NamedOption[] {
  return everyOption.filter(({ commands }) => commands.includes(command));
}
