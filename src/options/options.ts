// The command line and its environment fall-backs → one Options value. Bad input is an OptionError.

import { parseArgs } from 'node:util';
import { rules } from '../evaluate/rules/rule-list.ts';
import { type Command, commandTable, optionTable, type OptionName } from './table.ts';
import {
  type ListenAddress,
  OptionError,
  parseAddress,
  parseDuration,
  parseOneOf,
  parsePath,
} from './values.ts';

const commands = Object.keys(commandTable).filter(isCommand);

/** What stands behind the command besides options. */
type Operands = {
  /** Words before `--`. */
  readonly words: readonly string[];
  /** Words after `--`; `undefined` where there is none. */
  readonly commandLine: readonly string[] | undefined;
};

export type Options = {
  readonly command: Command | 'help' | 'version';
  readonly operands: Operands;
  readonly listenAddress: ListenAddress;
  readonly healthAddress: ListenAddress;
  readonly telemetryPath: string;
  readonly webConfigFile: string | undefined;
  readonly webAuthentication: 'none' | 'kubernetes';
  /** As kubelet tells every container; empty outside of a pod. */
  readonly apiServer: { readonly host: string; readonly port: string };
  readonly rootfs: string;
  /** False: it is the machine's own root, for want of another. */
  readonly isRootfsGiven: boolean;
  readonly procfs: string;
  readonly manifests: readonly string[];
  readonly nodeName: string;
  /** False: it is the host name, for want of another. */
  readonly isNodeNameGiven: boolean;
  /** The node's own address, from HOST_IP (downward API). */
  readonly hostAddress: string | undefined;
  /** In milliseconds. */
  readonly resyncInterval: number;
  readonly probe: 'on' | 'off';
  /** In milliseconds. */
  readonly probeInterval: number;
  readonly singleMember: 'auto' | 'no' | 'not_applicable';
  readonly noEtcd: 'unknown' | 'not_applicable';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'logfmt' | 'json';
  readonly output: ValueOf<'output'>;
  readonly explain: boolean;
  readonly failOn: 'fail' | 'unknown';
  /** Ids of the rules that are looked at; those of the default verdict unless others are asked for. */
  readonly rules: readonly string[];
};

/** The options with a closed set of values. */
type Choice = {
  [N in OptionName]: (typeof optionTable)[N] extends { readonly values: readonly string[] } ? N : never;
}[OptionName];

type ValueOf<N extends Choice> = (typeof optionTable)[N]['values'][number];

/** What was given for each option; an option that was not given has no entry. */
type ProvidedOptions = ReadonlyMap<string, readonly string[]>;

/** Reads argv (without node and script). Throws an OptionError that names the option, what was expected and what was given. */
export function parseOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  hostName: string,
): Options {
  const end = argv.indexOf('--');
  const { given, positionals, help, version } = parseWords(end === -1 ? argv : argv.slice(0, end));
  const [word = 'serve', ...words] = positionals;
  if (!isCommand(word)) throw new OptionError('command', commands.join(' or '), word);
  const operands = { words, commandLine: end === -1 ? undefined : argv.slice(end + 1) };
  const options = fromGiven(given, environment, hostName, word);
  if (!help && !version) {
    refuseForeign(given, word);
    refuseOperands(operands, word);
  }
  return { ...options, operands, command: help ? 'help' : version ? 'version' : word };
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(commandTable, word);
}

type Words = {
  readonly given: ProvidedOptions;
  readonly positionals: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
};

function parseWords(argv: readonly string[]): Words {
  const specs = Object.entries(optionTable).map(([name, { meta }]) => {
    const type = meta === '' ? ('boolean' as const) : ('string' as const);
    return [name, { type, multiple: true as const }] as const;
  });
  const flags = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const;
  try {
    const options = { ...Object.fromEntries(specs), ...flags };
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const given = Object.entries(values).map(
      ([name, value]) => [name, Array.isArray(value) ? value.map(String) : []] as const,
    );
    return {
      given: new Map(given),
      positionals,
      help: values.help === true,
      version: values.version === true,
    };
  } catch (error) {
    // The rest of the message is advice on how to pass such a word to a program that takes any.
    const [problem = ''] = error instanceof Error ? error.message.split('. ') : [String(error)];
    throw new OptionError('command line', 'options as --help lists them', problem);
  }
}

function fromGiven(
  given: ProvidedOptions,
  environment: NodeJS.ProcessEnv,
  hostName: string,
  command: Command,
): Omit<Options, 'command' | 'operands'> {
  const text = (name: OptionName): string => given.get(name)?.at(-1) ?? optionTable[name].fallback;
  const oneOf = <N extends Choice>(name: N): ValueOf<N> =>
    parseOneOf<ValueOf<N>>(name, text(name), optionTable[name].values);
  const rootfs = parsePath('path.rootfs', text('path.rootfs'));
  const file = text('web.config.file');
  const nodeName = text('node-name') || (environment['NODE_NAME'] ?? '');
  return {
    listenAddress: parseAddress('web.listen-address', text('web.listen-address')),
    healthAddress: parseAddress('web.health-address', text('web.health-address')),
    telemetryPath: parseTelemetryPath(text('web.telemetry-path')),
    webConfigFile: file === '' ? undefined : file,
    webAuthentication: oneOf('web.authentication'),
    apiServer: {
      host: environment['KUBERNETES_SERVICE_HOST'] ?? '',
      port: environment['KUBERNETES_SERVICE_PORT'] ?? '',
    },
    rootfs,
    isRootfsGiven: given.has('path.rootfs'),
    procfs: text('path.procfs') === '' ? joinProc(rootfs) : parsePath('path.procfs', text('path.procfs')),
    manifests: (given.get('path.manifests') ?? []).map((path) => parsePath('path.manifests', path)),
    nodeName: nodeName || hostName,
    isNodeNameGiven: nodeName !== '',
    hostAddress: environment['HOST_IP'] || undefined,
    resyncInterval: parseDuration('resync-interval', text('resync-interval')),
    probe: oneOf('probe'),
    probeInterval: parseDuration('probe-interval', text('probe-interval')),
    singleMember: oneOf('single-member'),
    noEtcd: oneOf('no-etcd'),
    logLevel: oneOf('log.level'),
    logFormat: oneOf('log.format'),
    output: oneOf('output'),
    explain: given.has('explain'),
    failOn: oneOf('fail-on'),
    rules: chosenRules(given, command),
  };
}

function joinProc(rootfs: string): string {
  return rootfs === '/' ? '/proc' : `${rootfs.replace(/\/+$/, '')}/proc`;
}

function parseTelemetryPath(text: string): string {
  // The page and the report have their own.
  if (/^(?:\/[\w.-]+)+$/.test(text) && text !== '/api/v1/report') return text;
  throw new OptionError('--web.telemetry-path', 'a path of its own such as /metrics', text);
}

/** Chosen rules win over a chosen set; without either everything is listed, and the default verdict is looked at. */
function chosenRules(given: ProvidedOptions, command: Command): readonly string[] {
  const set = given.get('rules')?.at(-1) ?? (command === 'rules' ? 'all' : optionTable.rules.fallback);
  const isAll = parseOneOf('rules', set, ['default', 'all']) === 'all';
  const wanted = given.get('rule')?.map(ruleId);
  return rules
    .filter(({ text }) => wanted?.includes(text.id) ?? (isAll || text.isDefault))
    .map(({ text }) => text.id);
}

/** Each is a control number or the id of a rule. */
function ruleId(word: string): string {
  const known = rules.map(({ text }) => text);
  const found = known.find(({ id, control }) => id === word || control === word);
  if (found !== undefined) return found.id;
  const names = known.flatMap(({ id, control }) => [control, id]);
  throw new OptionError('--rule', names.join(' or '), word);
}

/** What is given for one command and has no effect on another is a mistake. */
function refuseForeign(given: ProvidedOptions, command: Command): void {
  for (const [name, { commands: own }] of Object.entries(optionTable))
    if (given.has(name) && !(own as readonly Command[]).includes(command))
      throw new OptionError(`--${name}`, `the command ${own.join(' or ')}`, command);
}

function refuseOperands({ words, commandLine }: Operands, command: Command): void {
  const most = { config: Number.POSITIVE_INFINITY, completion: 1, serve: 0, check: 0, rules: 0 }[command];
  const extra = words[most] ?? (command === 'config' ? undefined : commandLine?.[0]);
  if (extra !== undefined) throw new OptionError('command', 'nothing after it but options', extra);
}
