// Sentences on the configuration of an etcd that counts, and on the effect of every other setting.

import type { ConfigurationFacts, GivenSetting, IgnoredKey } from '../../../model/explanation.ts';
import type { MemberSource } from '../../../model/member.ts';
import { type Cause, reasonSentences } from '../../../model/reason.ts';
import { isEvidence } from '../../evidence.ts';
import { nameList, trusted, sentence, type Sentence } from './quoting.ts';

export function causeSentence({ reason, detail }: Cause): Sentence {
  return sentence`${trusted(reasonSentences[reason].replace(/\.$/, ''))}: ${detail}`;
}

export function configurationSentences(
  { resolution }: MemberSource,
  { inForce, given, ignoredKeys, gap }: ConfigurationFacts,
): readonly Sentence[] {
  const refusal = resolution.resolved || inForce.kind === 'unread' ? [] : [causeSentence(resolution.cause)];
  switch (inForce.kind) {
    case 'unread':
      return [causeSentence(inForce.cause)];
    case 'config_file':
      return [
        fileSentence(inForce),
        ...(isNamedByNothing(inForce) ? [] : ignoredSentences(given)),
        ...repeatedSentences(given),
        ...keySentences(ignoredKeys),
        ...refusal,
      ];
    case 'maybe_config_file':
      return [
        sentence`Whether a configuration file is in force cannot be said; one would override all that follows.`,
        ...givenSentences(given, gap ?? inForce.cause),
        ...refusal,
      ];
    case 'flags_and_environment':
    default:
      return [
        sentence`No configuration file is in force: neither --config-file nor ETCD_CONFIG_FILE names one. The command line counts, and the environment for what it does not give.`,
        ...givenSentences(given, gap),
        ...refusal,
      ];
  }
}

type FileInForce = Extract<ConfigurationFacts['inForce'], { readonly kind: 'config_file' }>;

/** Reports whether the file is named by neither flag nor variable, so that it overrides nothing. */
function isNamedByNothing({ named }: FileInForce): boolean {
  return named === 'k3s' || named === 'input';
}

function fileSentence({ path, named }: FileInForce): Sentence {
  if (named === 'k3s')
    return sentence`k3s runs etcd inside its own process, by the configuration file ${path}, which it writes; nothing else counts.`;
  if (named === 'input') return sentence`The configuration file ${path} counts alone.`;
  const by = trusted(named === 'flag' ? '--config-file' : 'ETCD_CONFIG_FILE');
  return sentence`The configuration file ${path} counts alone, because ${by} names it.`;
}

function ignoredSentences(given: readonly GivenSetting[]): readonly Sentence[] {
  const ignored = given.filter(({ effect }) => effect === 'ignored_for_config_file');
  const flags = ignored.filter(({ by }) => by === 'flag').map(({ name }) => `--${name}`);
  const variables = ignored.filter(({ by }) => by === 'environment').map(({ name }) => name);
  return [
    flags.length === 0
      ? sentence`No other flag is given.`
      : sentence`etcd ignores ${counted(flags.length, 'other flag')}: ${nameList(flags)}.`,
    ...onNames(variables, (names) => sentence`etcd ignores ${counted(variables.length, 'variable')}: ${names}.`),
  ];
}

/** Makes a sentence on names; none without names. */
function onNames(names: readonly string[], sentenceOn: (list: Sentence) => Sentence): readonly Sentence[] {
  return names.length === 0 ? [] : [sentenceOn(nameList(names))];
}

function counted(count: number, noun: string): Sentence {
  return trusted(`${count} ${noun}${count === 1 ? '' : 's'}`);
}

function givenSentences(given: readonly GivenSetting[], gap: Cause | undefined): readonly Sentence[] {
  const flags = given.filter(({ by }) => by === 'flag').length;
  const others = given.filter(({ effect }) => effect === 'not_looked_at' || effect === 'no_setting').length;
  const variables =
    gap === undefined
      ? counted(given.length - flags, 'ETCD_ variable')
      : sentence`ETCD_ variables that cannot all be read`;
  return [
    sentence`Given: ${counted(flags, 'flag')}, ${variables}. Without a say in what is judged: ${others}.`,
    ...repeatedSentences(given),
    ...given.flatMap(effectSentences),
    ...variableSentences(given),
    ...(gap === undefined ? [] : [sentence`${causeSentence(gap)}. What no flag gives may be set there.`]),
  ];
}

/** Makes sentences on flags that appear twice or more. */
function repeatedSentences(given: readonly GivenSetting[]): readonly Sentence[] {
  const overridden = Map.groupBy(
    given.filter(({ effect }) => effect === 'overridden'),
    ({ name }) => name,
  );
  return [...overridden].map(([name, losers]) => {
    const winner = given.find((setting) => setting.name === name && isWinner(setting));
    const values = [...new Set(losers.map(({ value }) => shownValue(name, value)))];
    const times = given.filter((setting) => setting.name === name).length;
    const head = sentence`${`--${name}`} is given ${times} times`;
    if (winner === undefined || !isEvidence(name)) return sentence`${head}: the last one counts.`;
    return sentence`${head}: ${shownValue(name, winner.value)} counts, being the last; overridden: ${nameList(values)}.`;
  });
}

function isWinner({ effect }: GivenSetting): boolean {
  return effect === 'in_force' || effect === 'undecided';
}

function shownValue(name: string, value: string | undefined): string {
  if (!isEvidence(name) || value === undefined) return '…';
  return value === '' ? '(empty)' : value;
}

/** Explains a flag or variable with a surprising effect; a plain `--flag=value` needs no sentence. */
function effectSentences(setting: GivenSetting): readonly Sentence[] {
  const { by, name, flag, effect, value } = setting;
  const shown = by === 'flag' ? `--${name}` : name;
  switch (effect) {
    case 'no_op':
      return [
        name === 'config'
          ? sentence`etcd accepts --config and does nothing with it: it is not --config-file.`
          : sentence`etcd accepts ${shown} and does nothing with it.`,
      ];
    case 'changes_nothing':
      if (flag === 'config-file') return [sentence`${shown} is empty, and names no file.`];
      return [
        sentence`${`${shown}=${value ?? ''}`} changes nothing: ${trusted(value === '' ? 'an empty list is none' : 'it is in the list already, or is the default')}.`,
      ];
    case 'undecided':
      return [sentence`${shown} is given, and only the kubelet knows what it says.`];
    case 'in_force':
      return by === 'flag' ? spellingSentences(setting) : [];
    case 'ignored_for_config_file':
    case 'overridden':
    case 'empty':
    case 'refused':
    case 'not_looked_at':
    case 'no_setting':
    default:
      return [];
  }
}

function spellingSentences({ name, spelling, value }: GivenSetting): readonly Sentence[] {
  const isBoolean = name === 'peer-client-cert-auth' || name === 'peer-auto-tls';
  const flag = `--${name}`;
  if (value === '') return [sentence`${flag} is given an empty value, which is as if it were not set.`];
  if (spelling === 'bare') return [sentence`${flag} is given without a value, which is true.`];
  const dash = spelling === 'one_dash' ? [sentence`${`-${name}`} has one dash, which is as good as two.`] : [];
  if (!isBoolean || value === undefined || value === 'true' || value === 'false') return dash;
  return [
    ...dash,
    sentence`${flag}=${value} is ${trusted(/^[1tT]/.test(value) ? 'true' : 'false')}, as etcd reads it.`,
  ];
}

function variableSentences(given: readonly GivenSetting[]): readonly Sentence[] {
  const namesWith = (wanted: GivenSetting['effect']): readonly string[] =>
    given.filter(({ by, effect }) => by === 'environment' && effect === wanted).map(({ name }) => name);
  return [
    ...onNames(namesWith('in_force'), (names) => sentence`From the environment count: ${names}.`),
    ...onNames(namesWith('empty'), (names) => sentence`Without a value, and so not set: ${names}.`),
  ];
}

function keySentences(keys: readonly IgnoredKey[]): readonly Sentence[] {
  const keysWith = (why: IgnoredKey['why']): readonly string[] =>
    keys.filter((ignored) => ignored.why === why).map(({ key }) => key);
  const misplaced = keys.flatMap(({ why, key, belongs }) =>
    why === 'misplaced' && belongs !== undefined ? [{ key, belongs }] : [],
  );
  return [
    ...misplaced
      .slice(0, 12)
      .map(({ key, belongs }) => sentence`In the file, etcd passes over ${key}; the setting is ${belongs}.`),
    ...onNames(keysWith('null'), (names) => sentence`In the file, null sets nothing: ${names}.`),
    ...onNames(
      keysWith('other_spelling'),
      (names) => sentence`In the file, another spelling of the same key counts instead of ${names}.`,
    ),
    ...onNames(
      keysWith('unknown'),
      (names) => sentence`In the file, no known keys of etcd, which passes over those without a word: ${names}.`,
    ),
  ];
}
