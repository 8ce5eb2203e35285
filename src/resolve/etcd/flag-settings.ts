// Settings from the command line and, for flags not given there, from the environment.

import type { Cause } from '../../model/reason.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import {
  type EtcdSettings,
  known,
  readSettings,
  type ListenUrl,
  type Origin,
  type Setting,
  type SettingDefinition,
  unknown,
  variableName,
} from '../../model/settings.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { mentionsAny, withoutPlaceholders } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';
import { type CommandLine, type FlagOccurrence, lastOccurrence } from './command-line.ts';
import { parseGoBoolean } from './known-flags.ts';
import { defaultUrls, parseListenUrls, replacesUrls } from './listen-urls.ts';
import { flagsRefusal } from './start-refusals.ts';

export function flagSettings(commandLine: CommandLine): Result<EtcdSettings> {
  const refusal = flagsRefusal(commandLine);
  if (refusal !== undefined) return fail(refusal);
  return readSettings({
    text: (definition) => ok(textSetting(definition, commandLine)),
    boolean: (definition) => ok(booleanSetting(definition, commandLine)),
    urls: (definition) => decideUrls(definition, commandLine).urls,
  });
}

/** The text of the flag or of its variable. */
function rawSetting(
  { flag, default: defaultText = '' }: SettingDefinition,
  { flags, invocation: { environment } }: CommandLine,
): Setting<string> {
  const occurrence = lastOccurrence(flag, flags);
  if (occurrence?.mayBeValue === true) return unknown(swallowed(flag));
  if (occurrence !== undefined) return known(occurrence.value, 'flag');
  const variable = variableName(flag);
  const value = environment.variables.get(variable) ?? '';
  if (value !== '') return known(value, 'environment');
  if (environment.unresolved.has(variable)) return unknown(unresolved(variable));
  return environment.gap === undefined ? known(defaultText, 'default') : unknown(environment.gap);
}

/** A text is known as soon as a part of it is certain: a path that ends in $(NAME) is still a path. */
function textSetting(definition: SettingDefinition, commandLine: CommandLine): Setting<string> {
  const raw = rawSetting(definition, commandLine);
  const isOpen =
    raw.known && raw.value !== '' && withoutPlaceholders(raw.value, commandLine.invocation.placeholders) === '';
  return isOpen ? unknown(unresolved(raw.value)) : raw;
}

function booleanSetting(definition: SettingDefinition, commandLine: CommandLine): Setting<boolean> {
  const raw = rawSetting(definition, commandLine);
  if (!raw.known) return raw;
  const value = raw.value === '' ? false : parseGoBoolean(raw.value);
  if (value !== undefined) return known(value, raw.origin);
  const isOpen = mentionsAny(raw.value, commandLine.invocation.placeholders);
  return unknown(unresolved(isOpen ? raw.value : `--${definition.flag}`));
}

type UrlList = Setting<readonly ListenUrl[]>;

/** A list of URLs, or etcd's refusal, and the occurrences of the flag that made it, the last in force. */
type UrlsDecision = { readonly urls: Result<UrlList, string>; readonly taken: readonly FlagOccurrence[] };

/** A list of URLs by every occurrence of its flag, since each can be fatal. Without any it is the variable's, or the default. */
export function decideUrls(definition: SettingDefinition, commandLine: CommandLine): UrlsDecision {
  const { flags, invocation } = commandLine;
  const occurrences = flags.filter(({ name }) => name === definition.flag);
  if (occurrences.length === 0) return { urls: variableUrls(definition, commandLine), taken: [] };
  if (occurrences.some(({ mayBeValue }) => mayBeValue))
    return { urls: ok(unknown(swallowed(definition.flag))), taken: [] };
  let current: UrlList = known(defaultUrls(definition), 'default');
  const taken: FlagOccurrence[] = [];
  for (const occurrence of occurrences) {
    if (!replacesUrls(current.value, occurrence.value)) continue;
    taken.push(occurrence);
    const urls = parseUrls(definition, known(occurrence.value, 'flag'), invocation);
    // A list that only the kubelet knows may hold the later values, so they are not read.
    if (!urls.ok || !urls.value.known) return { urls, taken };
    current = urls.value;
  }
  return { urls: ok(current), taken };
}

function variableUrls(definition: SettingDefinition, commandLine: CommandLine): Result<UrlList, string> {
  const raw = rawSetting(definition, commandLine);
  if (!raw.known) return ok(raw);
  const urls = defaultUrls(definition);
  const isDefault = raw.origin === 'default' || !replacesUrls(urls, raw.value);
  return isDefault ? ok(known(urls, 'default')) : parseUrls(definition, raw, commandLine.invocation);
}

function parseUrls(
  definition: SettingDefinition,
  { value, origin }: { readonly value: string; readonly origin: Origin },
  { placeholders }: EtcdInvocation,
): Result<UrlList, string> {
  const urls = parseListenUrls(definition, value, placeholders);
  if (urls.ok) return ok(known(urls.value, origin));
  return mentionsAny(value, placeholders) ? ok(unknown(unresolved(value))) : urls;
}

function swallowed(flag: string): Cause {
  const detail = `--${flag} may be the value of the flag before it, which is not known`;
  return { reason: 'command_line_ambiguous', detail };
}

function unresolved(what: string): Cause {
  return { reason: 'environment_unresolved', detail: `${clipped(what)} is only known to the kubelet` };
}
