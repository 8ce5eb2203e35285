// How one etcd's settings came to be: what everything that is given does. The readers that decide are asked; nothing is read anew.

import type {
  ConfigurationFacts,
  ConfigurationInForce,
  SettingEffect,
  GivenSetting,
  Spelling,
} from '../model/explanation.ts';
import {
  type EtcdSettings,
  type Setting,
  type SettingName,
  settingDefinitions,
  settingOfFlag,
  variableName,
} from '../model/settings.ts';
import type { Result } from '../model/result.ts';
import { type GivenFlag, lastGiven } from '../resolve/etcd/command-line.ts';
import { decideUrls } from '../resolve/etcd/flag-settings.ts';
import { environmentFlags, flagKind } from '../resolve/etcd/known-flags.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../resolve/invocation.ts';
import { ignoredKeys } from '../resolve/etcd/ignored-keys.ts';
import { listenerFacts } from '../resolve/etcd/listener-security.ts';
import { isEmbedded } from '../resolve/process-invocation.ts';
import { chosenSource, type ParsedInvocation } from '../resolve/etcd/effective-settings.ts';

/** What was seen of an invocation beside what etcd reads. */
export type Seen = Pick<ConfigurationFacts, 'executable' | 'text'>;

export function configurationFacts(
  { invocation, outcome }: ParsedInvocation,
  configFile: Result<string> | undefined,
  resolution: ResolvedEtcd['resolution'],
  seen: Seen,
): ConfigurationFacts {
  const listeners = resolution.resolved ? listenerFacts(resolution.settings) : undefined;
  const rest = { ...seen, gap: invocation.environment.gap, listeners };
  if (!outcome.ok)
    return { ...rest, inForce: { kind: 'unread', cause: outcome.error }, given: [], ignoredKeys: [] };
  const flags = outcome.value;
  const { path, configFile: text, settings } = chosenSource({ invocation, flags }, configFile);
  const inForce = configurationInForce(invocation, path);
  const input = { invocation, flags, path, settings: settings.ok ? settings.value : undefined };
  return {
    ...rest,
    inForce,
    given: isEmbedded(invocation) ? [] : everyGiven(input),
    ignoredKeys: text?.ok === true ? ignoredKeys(text.value) : [],
  };
}

function configurationInForce(invocation: EtcdInvocation, path: Setting<string>): ConfigurationInForce {
  if (!path.known) return { kind: 'maybe_config_file', cause: path.cause };
  if (path.value === '') return { kind: 'flags_and_environment' };
  const named = path.origin === 'environment' ? 'environment' : 'flag';
  return { kind: 'config_file', path: path.value, named: isEmbedded(invocation) ? 'k3s' : named };
}

type Input = {
  readonly invocation: EtcdInvocation;
  readonly flags: readonly GivenFlag[];
  readonly path: Setting<string>;
  /** `undefined`: etcd refuses. */
  readonly settings: EtcdSettings | undefined;
};

/** Flags whose values an explanation may show. */
export const flagsLookedAt: ReadonlySet<string> = new Set([
  'config-file',
  ...Object.values(settingDefinitions).map(({ flag }) => flag),
]);

/** Each flag in its order, then each variable of etcd's own kind. */
function everyGiven(input: Input): readonly GivenSetting[] {
  const { invocation, flags } = input;
  const flagOfVariable = new Map(environmentFlags.map((flag) => [variableName(flag), flag]));
  const ofFlags = flags.map((flag): GivenSetting => {
    const effect = flagEffect(flag, input);
    const value = flagsLookedAt.has(flag.name) && isShown(effect) ? flag.value : undefined;
    return { by: 'flag', name: flag.name, flag: flag.name, effect, spelling: spelling(flag), value };
  });
  const { variables, unresolved } = invocation.environment;
  const names = [...new Set([...variables.keys(), ...unresolved])].filter((name) => name.startsWith('ETCD_'));
  const ofVariables = names.map((name): GivenSetting => {
    const flag = flagOfVariable.get(name);
    const effect = variableEffect(name, flag, input);
    const value =
      flag !== undefined && flagsLookedAt.has(flag) && isShown(effect) ? variables.get(name) : undefined;
    return { by: 'environment', name, flag: flag ?? name, effect, spelling: 'plain', value };
  });
  return [...ofFlags, ...ofVariables];
}

/** What etcd refuses may hold a password where an address belongs. */
function isShown(effect: SettingEffect): boolean {
  return (
    effect === 'in_force' || effect === 'overridden' || effect === 'changes_nothing' || effect === 'empty'
  );
}

function flagEffect(flag: GivenFlag, input: Input): SettingEffect {
  const { flags, path, settings } = input;
  const { name } = flag;
  if (name === 'config-file') return configFileFate(flag, input);
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flagKind(name) === 'ignored') return 'no_op';
  const setting = settingOfFlag(name);
  if (setting === undefined) return 'not_looked_at';
  if (settings === undefined) return 'refused';
  if (settingDefinitions[setting].kind === 'urls') return urlsFate(flag, setting, input);
  if (lastGiven(name, flags) !== flag) return 'overridden';
  return settings[setting].known ? 'in_force' : 'undecided';
}

function configFileFate(flag: GivenFlag, { flags, path }: Input): SettingEffect {
  if (lastGiven('config-file', flags) !== flag) return 'overridden';
  // An empty path names no file, and leaves the word to the variable.
  if (flag.value === '') return 'changes_nothing';
  return path.known ? 'in_force' : 'undecided';
}

function urlsFate(flag: GivenFlag, name: SettingName, input: Input): SettingEffect {
  const { urls, taken } = decideUrls(settingDefinitions[name], input);
  const isOpen = urls.ok && !urls.value.known;
  const last = taken.at(-1);
  if (flag === last) return isOpen ? 'undecided' : 'in_force';
  if (taken.includes(flag)) return 'overridden';
  // Where the list is only known to the kubelet, so is whether a later one stands in it.
  return isOpen && last !== undefined && input.flags.indexOf(flag) > input.flags.indexOf(last)
    ? 'undecided'
    : 'changes_nothing';
}

function variableEffect(
  name: string,
  flag: string | undefined,
  { invocation, path, settings }: Input,
): SettingEffect {
  const value = invocation.environment.variables.get(name);
  if (flag === 'config-file') {
    if (value === '') return 'empty';
    if (!path.known) return 'undecided';
    return path.origin === 'environment' ? 'in_force' : 'ignored_for_config_file';
  }
  if (path.known && path.value !== '') return 'ignored_for_config_file';
  if (flag === undefined) return 'no_setting';
  const looked = settingOfFlag(flag);
  if (looked === undefined) return 'not_looked_at';
  if (settings === undefined) return 'refused';
  if (value === '') return 'empty';
  const setting = settings[looked];
  if (!setting.known) return 'undecided';
  return setting.origin === 'environment' ? 'in_force' : 'changes_nothing';
}

function spelling({ name, value, word }: GivenFlag): Spelling {
  if (word.includes('=')) return word.startsWith('--') ? 'plain' : 'one_dash';
  if (flagKind(name) === 'boolean' || (flagKind(name) === 'ignored' && value === 'true')) return 'bare';
  return 'next_word';
}
