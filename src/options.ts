// The command line and its environment fall-backs → one Options value. Bad input is an OptionError.

import { parseArgs } from 'node:util';
import { rules } from './evaluate/rules.ts';
import { optionTable, type OptionName } from './option-table.ts';
import {
  type ListenAddress,
  OptionError,
  parseAddress,
  parseDuration,
  parseOneOf,
  parsePath,
} from './option-values.ts';

const commands = ['serve', 'check', 'rules'] as const;

export type Options = {
  readonly command: (typeof commands)[number] | 'help' | 'version';
  readonly listenAddress: ListenAddress;
  readonly healthAddress: ListenAddress;
  readonly telemetryPath: string;
  readonly webConfigFile: string | undefined;
  readonly webAuthentication: 'none' | 'kubernetes';
  /** As kubelet tells every container; empty outside of a pod. */
  readonly apiServer: { readonly host: string; readonly port: string };
  readonly rootfs: string;
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
  readonly output: (typeof outputs)[number];
  readonly failOn: 'fail' | 'unknown';
  /** Ids of the rules that are looked at; those of the default verdict unless others are asked for. */
  readonly rules: readonly string[];
};

const outputs = ['table', 'json', 'junit', 'sarif', 'markdown'] as const;

/** What was given for each option; an option that was not given has no entry. */
type Given = ReadonlyMap<string, readonly string[]>;

/** Reads argv (without node and script). Throws an OptionError that names the option, what was expected and what was given. */
export function parseOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  hostName: string,
): Options {
  const { given, positionals, help, version } = parseWords(argv);
  const [word = 'serve', ...rest] = positionals;
  const command = commands.find((one) => one === word);
  if (command === undefined) throw new OptionError('command', 'serve or check or rules', word);
  if (rest[0] !== undefined) throw new OptionError('command', 'nothing after it but options', rest[0]);
  const options = fromGiven(given, environment, hostName, command);
  if (!help && !version) refuseForeign(given, command);
  return { ...options, command: help ? 'help' : version ? 'version' : command };
}

type Words = {
  readonly given: Given;
  readonly positionals: readonly string[];
  readonly help: boolean;
  readonly version: boolean;
};

function parseWords(argv: readonly string[]): Words {
  const specs = Object.keys(optionTable).map(
    (name) => [name, { type: 'string' as const, multiple: true as const }] as const,
  );
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
  given: Given,
  environment: NodeJS.ProcessEnv,
  hostName: string,
  command: (typeof commands)[number],
): Omit<Options, 'command'> {
  const text = (name: OptionName): string => given.get(name)?.at(-1) ?? optionTable[name].fallback;
  const rootfs = parsePath('path.rootfs', text('path.rootfs'));
  const file = text('web.config.file');
  const nodeName = text('node-name') || (environment['NODE_NAME'] ?? '');
  return {
    listenAddress: parseAddress('web.listen-address', text('web.listen-address')),
    healthAddress: parseAddress('web.health-address', text('web.health-address')),
    telemetryPath: parseTelemetryPath(text('web.telemetry-path')),
    webConfigFile: file === '' ? undefined : file,
    webAuthentication: parseOneOf('web.authentication', text('web.authentication'), ['none', 'kubernetes']),
    apiServer: {
      host: environment['KUBERNETES_SERVICE_HOST'] ?? '',
      port: environment['KUBERNETES_SERVICE_PORT'] ?? '',
    },
    rootfs,
    procfs: text('path.procfs') === '' ? joinProc(rootfs) : parsePath('path.procfs', text('path.procfs')),
    manifests: (given.get('path.manifests') ?? []).map((path) => parsePath('path.manifests', path)),
    nodeName: nodeName || hostName,
    isNodeNameGiven: nodeName !== '',
    hostAddress: environment['HOST_IP'] || undefined,
    resyncInterval: parseDuration('resync-interval', text('resync-interval')),
    probe: parseOneOf('probe', text('probe'), ['on', 'off']),
    probeInterval: parseDuration('probe-interval', text('probe-interval')),
    singleMember: parseOneOf('single-member', text('single-member'), ['auto', 'no', 'not_applicable']),
    noEtcd: parseOneOf('no-etcd', text('no-etcd'), ['unknown', 'not_applicable']),
    logLevel: parseOneOf('log.level', text('log.level'), ['debug', 'info', 'warn', 'error']),
    logFormat: parseOneOf('log.format', text('log.format'), ['logfmt', 'json']),
    output: parseOneOf('output', text('output'), outputs),
    failOn: parseOneOf('fail-on', text('fail-on'), ['fail', 'unknown']),
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
function chosenRules(given: Given, command: (typeof commands)[number]): readonly string[] {
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
function refuseForeign(given: Given, command: (typeof commands)[number]): void {
  for (const name of given.keys()) {
    const own = commandsOf(name);
    if (!own.includes(command))
      throw new OptionError(`--${name}`, `the command ${own.join(' or ')}`, command);
  }
}

function commandsOf(option: string): readonly string[] {
  if (option === 'fail-on') return ['check'];
  if (option === 'rules') return commands;
  return option === 'output' || option === 'rule' ? ['check', 'rules'] : ['serve', 'check'];
}
