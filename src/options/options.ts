// The command line and its environment fall-backs → the options of one command. Bad input is an OptionError.

import { rules } from '../evaluate/rules/rule-list.ts';
import { type Information, type Operands, readCommandLine, valuesOf } from './parse-command-line.ts';
import { type CommandName, shells, type TableOptions } from './table.ts';
import { oneOf } from './values.ts';

type Resolved = {
  readonly nodeName: string;
  /** Whether --node-name or NODE_NAME names the node; otherwise the host name does. */
  readonly isNodeNameGiven: boolean;
  /** The node's own address, from HOST_IP (downward API). */
  readonly hostAddress: string | undefined;
  readonly procfs: string;
  /** Ids of the rules to evaluate or to print. */
  readonly rules: readonly string[];
};

type OptionsOf<C extends CommandName, R = Resolved> = R & Omit<TableOptions<C>, keyof R> & { readonly command: C };

export type ServeOptions = OptionsOf<'serve'> & {
  /** From the kubelet, which sets it in every container; empty outside of a pod. */
  readonly apiServer: { readonly host: string; readonly port: string };
};

export type CheckOptions = OptionsOf<'check'>;

export type ConfigOptions = OptionsOf<'config'> & {
  /** Whether --path.rootfs is given; without it, no file below the root directory is read. */
  readonly isRootfsGiven: boolean;
  readonly operands: Operands;
};

export type RulesOptions = OptionsOf<'rules', Pick<Resolved, 'rules'>>;

export type CompletionOptions = OptionsOf<'completion', { readonly shell: (typeof shells)[number] }>;

export type Options = ServeOptions | CheckOptions | ConfigOptions | RulesOptions | CompletionOptions | Information;

/** Reads argv (without node and script). Throws an OptionError that names the option, the expected value and the found one. */
export function parseOptions(argv: readonly string[], environment: NodeJS.ProcessEnv, hostName: string): Options {
  const line = readCommandLine(argv);
  if (line.command === 'help' || line.command === 'version') return line;
  const { command, operands, values } = line;
  // `check` has every option from which these derive.
  const resolved = resolve(valuesOf(line, 'check'), environment, hostName);
  switch (command) {
    case 'serve': {
      const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = environment;
      return { command, ...valuesOf(line, command), ...resolved, apiServer: { host, port } };
    }
    case 'check':
      return { command, ...valuesOf(line, command), ...resolved };
    case 'config': {
      const isRootfsGiven = values.has('path.rootfs');
      return { command, ...valuesOf(line, command), ...resolved, isRootfsGiven, operands };
    }
    case 'rules': {
      const { rule, rules: set, output } = valuesOf(line, command);
      return { command, output, rule, rules: ruleIds(values.has('rules') ? set : 'all', rule) };
    }
    case 'completion':
    default:
      return { command, shell: oneOf('SHELL', ...shells).parse(command, operands.words[0] ?? '') };
  }
}

function resolve(
  { rootfs, procfs, nodeName, rule, rules: set }: TableOptions<'check'>,
  environment: NodeJS.ProcessEnv,
  hostName: string,
): Resolved {
  const ownName = nodeName ?? environment['NODE_NAME'] ?? '';
  return {
    nodeName: ownName || hostName,
    isNodeNameGiven: ownName !== '',
    hostAddress: environment['HOST_IP'] || undefined,
    procfs: procfs ?? `${rootfs.replace(/\/+$/, '')}/proc`,
    rules: ruleIds(set, rule),
  };
}

/** Selects rules by control or id; without names, by their set. */
function ruleIds(set: 'default' | 'all', names: readonly string[]): readonly string[] {
  return rules
    .map(({ text }) => text)
    .filter(({ id, control, isDefault }) =>
      names.length === 0 ? set === 'all' || isDefault : names.includes(id) || names.includes(control),
    )
    .map(({ id }) => id);
}
