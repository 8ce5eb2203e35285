// Effect of every flag, variable and key of an etcd, by the functions that resolve its settings.

import type {
  ConfigurationFacts,
  ConfigurationInForce,
  SettingEffect,
  GivenSetting,
  IgnoredKey,
  Spelling,
} from '../model/explanation.ts';
import type { Origin, Setting } from '../model/member.ts';
import { type GivenFlag, lastGiven } from '../resolve/etcd/command-line.ts';
import { variableName } from '../resolve/etcd/environment.ts';
import { isUrlFlag, type UrlFlag } from '../resolve/etcd/defaults.ts';
import { decideUrls } from '../resolve/etcd/flag-values.ts';
import { environmentFlags, flagKind } from '../resolve/etcd/flags.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import { listenerFacts } from '../resolve/etcd/listener-security.ts';
import { isEmbedded } from '../resolve/process-invocation.ts';
import { chosenSource, flagsLookedAt, parseInvocation } from '../resolve/etcd/settings.ts';
import type { ValueSource } from '../resolve/etcd/value-source.ts';

/** The text that a text search would read, and the program that runs. */
export type SearchedSource = Pick<ConfigurationFacts, 'executable' | 'text'>;

export function configurationFacts(
  { invocation, configFile, resolution }: ResolvedEtcd,
  searched: SearchedSource,
): ConfigurationFacts {
  const ignoredKeys: IgnoredKey[] = [];
  const listeners = resolution.resolved ? listenerFacts(resolution.settings) : undefined;
  const rest = { ...searched, gap: invocation.environment.gap, ignoredKeys, listeners };
  const outcome = parseInvocation(invocation)?.outcome;
  if (outcome === undefined) throw new Error(`${invocation.location} starts no etcd member`);
  if (!outcome.ok) return { ...rest, inForce: { kind: 'unread', cause: outcome.error }, given: [] };
  const flags = outcome.value;
  const { path, values } = chosenSource(invocation, flags, configFile, (key) => void ignoredKeys.push(key));
  const inForce = configurationInForce(invocation, path);
  const source = values.ok ? values.value : undefined;
  const input = { invocation, flags, path, source };
  return { ...rest, inForce, given: isEmbedded(invocation) ? [] : everyGiven(input) };
}

function configurationInForce(invocation: EtcdInvocation, path: Setting<string>): ConfigurationInForce {
  if (!path.known) return { kind: 'maybe_config_file', cause: path.cause };
  if (path.value === '') return { kind: 'flags_and_environment' };
  return { kind: 'config_file', path: path.value, named: namedBy(invocation, path.value, path.origin) };
}

type FileNaming = Extract<ConfigurationInForce, { readonly kind: 'config_file' }>['named'];

function namedBy(invocation: EtcdInvocation, path: string, origin: Origin): FileNaming {
  if (isEmbedded(invocation)) return 'k3s';
  if (invocation.source === 'configuration' && invocation.location === path) return 'input';
  return origin === 'environment' ? 'environment' : 'flag';
}

type Input = {
  readonly invocation: EtcdInvocation;
  readonly flags: readonly GivenFlag[];
  readonly path: Setting<string>;
  /** `undefined`: etcd refuses. */
  readonly source: ValueSource | undefined;
};

/** Lists each flag in its order, then each variable that begins with ETCD_. */
function everyGiven(input: Input): readonly GivenSetting[] {
  const { invocation, flags } = input;
  const lookedAt = flagsLookedAt();
  const flagOfVariable = new Map(environmentFlags.map((flag) => [variableName(flag), flag]));
  const ofFlags = flags.map((flag): GivenSetting => {
    const effect = flagEffect(flag, input, lookedAt);
    const value = lookedAt.has(flag.name) && isShown(effect) ? flag.value : undefined;
    return { by: 'flag', name: flag.name, flag: flag.name, effect, spelling: spelling(flag), value };
  });
  const { variables, unresolved } = invocation.environment;
  const names = [...new Set([...variables.keys(), ...unresolved])].filter((name) => name.startsWith('ETCD_'));
  const ofVariables = names.map((name): GivenSetting => {
    const flag = flagOfVariable.get(name);
    const effect = variableEffect(name, flag, input, lookedAt);
    const value =
      flag !== undefined && lookedAt.has(flag) && isShown(effect) ? variables.get(name) : undefined;
    return { by: 'environment', name, flag: flag ?? name, effect, spelling: 'plain', value };
  });
  return [...ofFlags, ...ofVariables];
}

/** Values that etcd refuses stay hidden: they may hold a password where an address belongs. */
function isShown(effect: SettingEffect): boolean {
  return (
    effect === 'in_force' || effect === 'overridden' || effect === 'changes_nothing' || effect === 'empty'
  );
}

function flagEffect(flag: GivenFlag, input: Input, lookedAt: ReadonlySet<string>): SettingEffect {
  const { flags, path, source } = input;
  const { name } = flag;
  if (name === 'config-file') return configFileFate(flag, input);
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flagKind(name) === 'ignored') return 'no_op';
  if (!lookedAt.has(name)) return 'not_looked_at';
  if (source === undefined) return 'refused';
  if (isUrlFlag(name)) return urlsFate(flag, name, input);
  if (lastGiven(name, flags) !== flag) return 'overridden';
  return settingOf(name, source).known ? 'in_force' : 'undecided';
}

function configFileFate(flag: GivenFlag, { flags, path }: Input): SettingEffect {
  if (lastGiven('config-file', flags) !== flag) return 'overridden';
  // An empty path names no file, so that the variable counts.
  if (flag.value === '') return 'changes_nothing';
  return path.known ? 'in_force' : 'undecided';
}

function urlsFate(flag: GivenFlag, name: UrlFlag, { flags, invocation }: Input): SettingEffect {
  const { urls, taken } = decideUrls(name, flags, invocation);
  const isOpen = typeof urls !== 'string' && !urls.known;
  const last = taken.at(-1);
  if (flag === last) return isOpen ? 'undecided' : 'in_force';
  if (taken.includes(flag)) return 'overridden';
  // A list that only the kubelet knows may hold a later value.
  return isOpen && last !== undefined && flags.indexOf(flag) > flags.indexOf(last)
    ? 'undecided'
    : 'changes_nothing';
}

function variableEffect(
  name: string,
  flag: string | undefined,
  { invocation, path, source }: Input,
  lookedAt: ReadonlySet<string>,
): SettingEffect {
  const value = invocation.environment.variables.get(name);
  if (flag === 'config-file') {
    if (value === '') return 'empty';
    if (!path.known) return 'undecided';
    return path.origin === 'environment' ? 'in_force' : 'ignored_for_config_file';
  }
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flag === undefined) return 'no_setting';
  if (!lookedAt.has(flag)) return 'not_looked_at';
  if (source === undefined) return 'refused';
  if (value === '') return 'empty';
  const setting = settingOf(flag, source);
  if (!setting.known) return 'undecided';
  return setting.origin === 'environment' ? 'in_force' : 'changes_nothing';
}

function settingOf(flag: string, source: ValueSource): Setting<unknown> {
  if (isUrlFlag(flag)) return source.urls(flag);
  return flagKind(flag) === 'boolean' ? source.boolean(flag) : source.text(flag);
}

function spelling({ name, value, word }: GivenFlag): Spelling {
  if (word.includes('=')) return word.startsWith('--') ? 'plain' : 'one_dash';
  if (flagKind(name) === 'boolean' || (flagKind(name) === 'ignored' && value === 'true')) return 'bare';
  return 'next_word';
}
