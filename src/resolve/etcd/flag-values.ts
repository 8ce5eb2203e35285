// Effective values from the command line and, for flags not given there, the environment.

import type { ListenUrl, Setting } from '../../model/member.ts';
import { type Cause } from '../../model/reason.ts';
import { ok } from '../../model/result.ts';
import { type GivenFlag, lastGiven } from './command-line.ts';
import { defaultText, defaultUrls, type UrlFlag } from './defaults.ts';
import { environmentRefusal, variableName } from './environment.ts';
import { parseGoBoolean } from './flags.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { parseListenUrls, replacesUrls } from './listen-urls.ts';
import { mentionsAny, withoutPlaceholders } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';
import { known, unknown, urlLists, type ValueSourceResult } from './value-source.ts';

type Raw = Setting<string>;

export function flagValues(flags: readonly GivenFlag[], invocation: EtcdInvocation): ValueSourceResult {
  const { placeholders } = invocation;
  const refusal = environmentRefusal(flags, invocation) ?? unadvertised(flags, invocation);
  if (refusal !== undefined) return { ok: false, error: refusal };
  const raw = (flag: string): Raw => rawValue(flag, flags, invocation);
  const urls = urlLists((flag) => decideUrls(flag, flags, invocation).urls);
  if (!urls.ok) return urls;
  return ok({
    text: (flag) => closedText(raw(flag), placeholders),
    boolean: (flag) => booleanValue(flag, raw(flag), placeholders),
    urls: urls.value,
  });
}

function rawValue(flag: string, flags: readonly GivenFlag[], { environment }: EtcdInvocation): Raw {
  const given = lastGiven(flag, flags);
  if (given?.mayBeValue === true) return unknown(doubtful(flag));
  if (given !== undefined) return known(given.value, 'flag');
  const variable = variableName(flag);
  const value = environment.variables.get(variable) ?? '';
  if (value !== '') return known(value, 'environment');
  if (environment.unresolved.has(variable)) return unknown(unresolved(variable));
  if (environment.gap !== undefined) return unknown(environment.gap);
  return known(defaultText(flag), 'default');
}

/** A text is known as soon as something in it is certain: a path that ends in $(NAME) is still a path. */
function closedText(raw: Raw, placeholders: ReadonlySet<string>): Raw {
  if (!raw.known || raw.value === '' || withoutPlaceholders(raw.value, placeholders) !== '') return raw;
  return unknown(unresolved(raw.value));
}

function booleanValue(flag: string, raw: Raw, placeholders: ReadonlySet<string>): Setting<boolean> {
  if (!raw.known) return raw;
  if (raw.value === '') return known(false, raw.origin);
  const value = parseGoBoolean(raw.value);
  if (value !== undefined) return known(value, raw.origin);
  return unknown(unresolved(mentionsAny(raw.value, placeholders) ? raw.value : `--${flag}`));
}

/** etcd does not guess what clients shall dial; only discovery may make it a proxy, which needs not know. */
function unadvertised(flags: readonly GivenFlag[], { environment }: EtcdInvocation): Cause | undefined {
  const isGiven = (flag: string): boolean =>
    flags.some(({ name }) => name === flag) || (environment.variables.get(variableName(flag)) ?? '') !== '';
  const isOpen = (flag: string): boolean =>
    environment.gap !== undefined || environment.unresolved.has(variableName(flag)) || isGiven(flag);
  if (!isGiven('listen-client-urls') || isOpen('advertise-client-urls') || isOpen('discovery'))
    return undefined;
  return {
    reason: 'etcd_rejects_configuration',
    detail: 'listen-client-urls is given and advertise-client-urls is not; etcd wants both',
  };
}

type UrlList = Setting<readonly ListenUrl[]>;

/** A list of URLs, or the words of etcd's refusal; and the occurrences of the flag that made it, the last one in force. */
export type UrlsDecision = { readonly urls: UrlList | string; readonly taken: readonly GivenFlag[] };

/** Every occurrence is parsed, since each one can be fatal. */
export function decideUrls(
  flag: UrlFlag,
  flags: readonly GivenFlag[],
  invocation: EtcdInvocation,
): UrlsDecision {
  const replace = urlReplacer(flag, invocation.placeholders);
  const occurrences = flags.filter(({ name }) => name === flag);
  if (occurrences.some(({ mayBeValue }) => mayBeValue)) return { urls: unknown(doubtful(flag)), taken: [] };
  const start: UrlList = known(defaultUrls(flag), 'default');
  if (occurrences.length === 0) {
    const raw = rawValue(flag, flags, invocation);
    if (!raw.known) return { urls: raw, taken: [] };
    return { urls: raw.origin === 'default' ? start : replace(start, raw.value, 'environment'), taken: [] };
  }
  let current = start;
  const taken: GivenFlag[] = [];
  for (const occurrence of occurrences) {
    const next = replace(current, occurrence.value, 'flag');
    if (next !== current) taken.push(occurrence);
    // A value that stands in a list which only the kubelet knows changes nothing, any other replaces it.
    if (typeof next === 'string' || !next.known) return { urls: next, taken };
    current = next;
  }
  return { urls: current, taken };
}

function urlReplacer(
  flag: UrlFlag,
  placeholders: ReadonlySet<string>,
): (current: UrlList, value: string, origin: 'flag' | 'environment') => UrlList | string {
  return (current, value, origin) => {
    if (!replacesUrls(current.known ? current.value : [], value)) return current;
    const parsed = parseListenUrls(flag, value, (text) => mentionsAny(text, placeholders));
    if (parsed.ok) return known(parsed.urls, origin);
    return mentionsAny(value, placeholders) ? unknown(unresolved(value)) : parsed.detail;
  };
}

function doubtful(flag: string): Cause {
  const detail = `--${flag} may be the value of the flag before it, which is not known`;
  return { reason: 'command_line_ambiguous', detail };
}

function unresolved(what: string): Cause {
  return { reason: 'environment_unresolved', detail: `${clipped(what)} is only known to the kubelet` };
}
