// The command line and its environment fall-backs → the options of one command. Bad input is an OptionError.

import { rules } from '../evaluate/rules/all.ts';
import { type Information, isGiven, readCommandLine, valuesOf } from './command-line.ts';
import { type CommandName, shells, type TableOptions } from './table.ts';
import { oneOf, OptionError } from './values.ts';

/** Ids of the rules to evaluate or to print. */
type ChosenRules = { readonly rules: readonly string[] };

type NodeOptions = {
  readonly nodeName: string;
  /** False: the host name stands in. */
  readonly isNodeNameGiven: boolean;
  readonly procfs: string;
  /** The node's own address, from HOST_IP (downward API). */
  readonly hostAddress: string | undefined;
};

type OptionsOf<C extends CommandName, Resolved> = Resolved &
  Omit<TableOptions<C>, keyof Resolved | 'rule'> & { readonly command: C };

export type ServeOptions = OptionsOf<
  'serve',
  ChosenRules &
    NodeOptions & {
      readonly webConfigFile: string | undefined;
      /** From the kubelet, which sets it in every container; empty outside of a pod. */
      readonly apiServer: { readonly host: string; readonly port: string };
    }
>;

export type CheckOptions = OptionsOf<'check', ChosenRules & NodeOptions>;

export type ConfigOptions = OptionsOf<
  'config',
  ChosenRules &
    NodeOptions & {
      /** False: no file below the root directory is read. */
      readonly isRootfsGiven: boolean;
      readonly operands: Operands;
    }
>;

export type RulesOptions = OptionsOf<'rules', ChosenRules>;

export type CompletionOptions = OptionsOf<'completion', { readonly shell: (typeof shells)[number] }>;

/** The words of a command that are no options. */
type Operands = {
  readonly words: readonly string[];
  /** Words after `--`; `undefined` where there is none. */
  readonly commandLine: readonly string[] | undefined;
};

export type Options =
  | ServeOptions
  | CheckOptions
  | ConfigOptions
  | RulesOptions
  | CompletionOptions
  | Information;

/** Reads argv (without node and script). Throws an OptionError that names the option, the expected value and the found one. */
export function parseOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  hostName: string,
): Options {
  const end = argv.indexOf('--');
  const line = readCommandLine(end === -1 ? argv : argv.slice(0, end));
  if (line.command === 'help' || line.command === 'version') return line;
  const { command, words, program } = line;
  const operands = { words, commandLine: end === -1 ? undefined : argv.slice(end + 1) };
  refuseOperands(command, operands);
  const node = nodeOptions(valuesOf(program, 'check'), environment, hostName);
  switch (command) {
    case 'serve': {
      const { rules: set, ...values } = valuesOf(program, command);
      const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
      const webConfigFile = values.webConfigFile || undefined;
      return { command, ...values, webConfigFile, ...node, rules: ruleIds(set), apiServer: { host, port } };
    }
    case 'check': {
      const { rule, rules: set, ...values } = valuesOf(program, command);
      return { command, ...values, ...node, rules: ruleIds(set, rule) };
    }
    case 'config': {
      const { rule, rules: set, ...values } = valuesOf(program, command);
      const isRootfsGiven = isGiven(program, 'rootfs');
      return { command, ...values, ...node, rules: ruleIds(set, rule), isRootfsGiven, operands };
    }
    case 'rules': {
      const { rule, rules: set, output } = valuesOf(program, command);
      return { command, output, rules: ruleIds(isGiven(program, 'rules') ? set : 'all', rule) };
    }
    case 'completion':
    default:
      return { command, shell: oneOf(...shells).parse(command, words[0] ?? '') };
  }
}

function refuseOperands(command: CommandName, { words, commandLine }: Operands): void {
  if (command === 'config') return;
  const extra = words[command === 'completion' ? 1 : 0] ?? commandLine?.[0];
  if (extra !== undefined) throw new OptionError('command', 'nothing after it but options', extra);
}

function nodeOptions(
  { rootfs, procfs, nodeName }: TableOptions<'check'>,
  environment: NodeJS.ProcessEnv,
  hostName: string,
): NodeOptions {
  const given = nodeName || (environment['NODE_NAME'] ?? '');
  return {
    nodeName: given || hostName,
    isNodeNameGiven: given !== '',
    procfs: procfs || `${rootfs.replace(/\/+$/, '')}/proc`,
    hostAddress: environment['HOST_IP'] || undefined,
  };
}

/** Rules named by control or id win over the set. */
function ruleIds(set: TableOptions<'rules'>['rules'], names: readonly string[] = []): readonly string[] {
  return rules
    .filter(({ text: { id, control, isDefault } }) =>
      names.length === 0 ? set === 'all' || isDefault : names.includes(id) || names.includes(control),
    )
    .map(({ text }) => text.id);
}
