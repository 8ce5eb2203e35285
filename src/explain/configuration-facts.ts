// Effect of every flag, variable and key of an etcd, by the functions that resolve its settings.

import type {
  ConfigurationFacts,
  ConfigurationInForce,
  SettingEffect,
  GivenSetting,
  Spelling,
} from '../model/explanation.ts';
import {
  type EtcdSettings,
  type Origin,
  type Setting,
  settingDefinitions,
  type SettingName,
  settingOfFlag,
  variableName,
} from '../model/settings.ts';
import { type FlagOccurrence, lastOccurrence } from '../resolve/etcd/command-line.ts';
import { decideUrls } from '../resolve/etcd/flag-settings.ts';
import { environmentFlags, flagKind } from '../resolve/etcd/known-flags.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import { ignoredKeys } from '../resolve/etcd/ignored-keys.ts';
import { listenerFacts } from '../resolve/etcd/listener-security.ts';
import { isEmbedded } from '../resolve/process-invocation.ts';
import { chosenSource, parseInvocation } from '../resolve/etcd/effective-settings.ts';

/** The text that a text search reads, and the program that runs. */
export type SearchedSource = Pick<ConfigurationFacts, 'executable' | 'text'>;

export function configurationFacts(
  { invocation, configFile, resolution }: ResolvedEtcd,
  searched: SearchedSource,
): ConfigurationFacts {
  const { gap } = invocation.environment;
  const listeners = resolution.resolved ? bothListenerFacts(resolution.settings) : undefined;
  const outcome = parseInvocation(invocation)?.outcome;
  if (outcome === undefined) throw new Error(`${invocation.location} starts no etcd member`);
  // The JSON explanation shows the fields in this order.
  if (!outcome.ok) {
    const inForce: ConfigurationInForce = { kind: 'unread', cause: outcome.error };
    return { ...searched, gap, ignoredKeys: [], listeners, inForce, given: [] };
  }
  const flags = outcome.value;
  const { path, configFile: text, settings } = chosenSource({ invocation, flags }, configFile);
  const input = { invocation, flags, path, settings: settings.ok ? settings.value : undefined };
  return {
    ...searched,
    gap,
    ignoredKeys: text?.ok === true ? ignoredKeys(text.value) : [],
    listeners,
    inForce: configurationInForce(invocation, path),
    given: isEmbedded(invocation) ? [] : everyGiven(input),
  };
}

function bothListenerFacts(settings: EtcdSettings): ConfigurationFacts['listeners'] {
  return { peer: listenerFacts(settings, 'peer'), client: listenerFacts(settings, 'client') };
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
  readonly flags: readonly FlagOccurrence[];
  readonly path: Setting<string>;
  /** `undefined`: etcd refuses. */
  readonly settings: EtcdSettings | undefined;
};

/** Flags whose values an explanation may show. */
export const judgedFlags: ReadonlySet<string> = new Set([
  'config-file',
  ...Object.values(settingDefinitions).map(({ flag }) => flag),
]);

/** Lists each flag in its order, then each variable that begins with ETCD_. */
function everyGiven(input: Input): readonly GivenSetting[] {
  const { variables, unresolved } = input.invocation.environment;
  const names = new Set([...variables.keys(), ...unresolved]);
  const etcdNames = [...names].filter((name) => name.startsWith('ETCD_'));
  return [...input.flags.map((flag) => givenFlag(flag, input)), ...etcdNames.map((name) => givenVariable(name, input))];
}

function givenFlag(flag: FlagOccurrence, input: Input): GivenSetting {
  const { name } = flag;
  const effect = flagEffect(flag, input);
  const value = isShown(name, effect) ? flag.value : undefined;
  return { by: 'flag', name, flag: name, effect, spelling: spelling(flag), value };
}

const flagsByVariable = new Map(environmentFlags.map((flag) => [variableName(flag), flag]));

function givenVariable(name: string, input: Input): GivenSetting {
  const flag = flagsByVariable.get(name);
  const effect = variableEffect(name, flag, input);
  const value = isShown(flag, effect) ? input.invocation.environment.variables.get(name) : undefined;
  return { by: 'environment', name, flag: flag ?? name, effect, spelling: 'plain', value };
}

const shownEffects: ReadonlySet<SettingEffect> = new Set(['in_force', 'overridden', 'changes_nothing', 'empty']);

/** Whether a value may be shown. A value that etcd refuses may hold a password where an address belongs. */
function isShown(flag: string | undefined, effect: SettingEffect): boolean {
  return flag !== undefined && judgedFlags.has(flag) && shownEffects.has(effect);
}

function flagEffect(flag: FlagOccurrence, input: Input): SettingEffect {
  const { flags, path, settings } = input;
  const { name } = flag;
  if (name === 'config-file') return configFileEffect(flag, input);
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flagKind(name) === 'ignored') return 'no_op';
  const setting = settingOfFlag(name);
  if (setting === undefined) return 'not_looked_at';
  if (settings === undefined) return 'refused';
  if (settingDefinitions[setting].kind === 'urls') return urlsEffect(flag, setting, input);
  if (lastOccurrence(name, flags) !== flag) return 'overridden';
  return settings[setting].known ? 'in_force' : 'undecided';
}

function configFileEffect(flag: FlagOccurrence, { flags, path }: Input): SettingEffect {
  if (lastOccurrence('config-file', flags) !== flag) return 'overridden';
  // An empty path names no file, so that the variable counts.
  if (flag.value === '') return 'changes_nothing';
  return path.known ? 'in_force' : 'undecided';
}

function urlsEffect(flag: FlagOccurrence, name: SettingName, input: Input): SettingEffect {
  const { urls, taken } = decideUrls(settingDefinitions[name], input);
  const isOpen = urls.ok && !urls.value.known;
  const last = taken.at(-1);
  if (flag === last) return isOpen ? 'undecided' : 'in_force';
  if (taken.includes(flag)) return 'overridden';
  // A list that only the kubelet knows may hold a later value.
  return isOpen && last !== undefined && input.flags.indexOf(flag) > input.flags.indexOf(last)
    ? 'undecided'
    : 'changes_nothing';
}

function variableEffect(name: string, flag: string | undefined, { invocation, path, settings }: Input): SettingEffect {
  const value = invocation.environment.variables.get(name);
  if (flag === 'config-file') {
    if (value === '') return 'empty';
    if (!path.known) return 'undecided';
    return path.origin === 'environment' ? 'in_force' : 'ignored_for_config_file';
  }
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flag === undefined) return 'no_setting';
  const settingName = settingOfFlag(flag);
  if (settingName === undefined) return 'not_looked_at';
  if (settings === undefined) return 'refused';
  if (value === '') return 'empty';
  const setting = settings[settingName];
  if (!setting.known) return 'undecided';
  return setting.origin === 'environment' ? 'in_force' : 'changes_nothing';
}

function spelling({ name, value, word }: FlagOccurrence): Spelling {
  if (word.includes('=')) return word.startsWith('--') ? 'plain' : 'one_dash';
  if (flagKind(name) === 'boolean' || (flagKind(name) === 'ignored' && value === 'true')) return 'bare';
  return 'next_word';
}
