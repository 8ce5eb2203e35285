// Effective values from the command line and, for flags not given there, the environment.

import type { PeerUrl, Setting } from '../model/member.ts';
import { type Cause, readable, unreadable } from '../model/reason.ts';
import { type GivenFlag, lastGiven } from './command-line.ts';
import { defaultPeerUrls, defaultText } from './defaults.ts';
import { environmentRefusal, variableName } from './environment.ts';
import { parseGoBoolean } from './flags.ts';
import type { Launch } from './launch.ts';
import { parsePeerUrls, replacesUrls } from './peer-urls.ts';
import { mentionsAny, withoutPlaceholders } from './placeholders.ts';
import { clipped } from './plain-data.ts';
import { known, unknown, type ValueSourceResult } from './value-source.ts';

type Raw = Setting<string>;

export function flagValues(flags: readonly GivenFlag[], launch: Launch): ValueSourceResult {
  const { placeholders } = launch;
  const refusal = environmentRefusal(flags, launch);
  if (refusal !== undefined) return { ok: false, cause: refusal };
  const raw = (flag: string): Raw => rawValue(flag, flags, launch);
  const { peerUrls } = decidePeerUrls(flags, launch);
  if (typeof peerUrls === 'string') return unreadable('etcd_rejects_configuration', peerUrls);
  return readable({
    text: (flag) => closedText(raw(flag), placeholders),
    boolean: (flag) => booleanValue(flag, raw(flag), placeholders),
    peerUrls,
  });
}

function rawValue(flag: string, flags: readonly GivenFlag[], { environment }: Launch): Raw {
  const given = lastGiven(flag, flags);
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

/** The list of peer URLs, or the words of etcd's refusal; and the occurrences of the flag that made it, the last one in force. */
export type PeerUrlsDecision = {
  readonly peerUrls: Setting<readonly PeerUrl[]> | string;
  readonly taken: readonly GivenFlag[];
};

/** Every occurrence is parsed, since each one can be fatal. */
export function decidePeerUrls(flags: readonly GivenFlag[], launch: Launch): PeerUrlsDecision {
  const start: Setting<readonly PeerUrl[]> = known(defaultPeerUrls, 'default');
  const occurrences = flags.filter(({ name }) => name === 'listen-peer-urls');
  if (occurrences.length === 0) {
    const raw = rawValue('listen-peer-urls', flags, launch);
    if (!raw.known) return { peerUrls: raw, taken: [] };
    const urls =
      raw.origin === 'default' ? start : replaceUrls(start, raw.value, 'environment', launch.placeholders);
    return { peerUrls: urls, taken: [] };
  }
  let current = start;
  const taken: GivenFlag[] = [];
  for (const flag of occurrences) {
    const next = replaceUrls(current, flag.value, 'flag', launch.placeholders);
    if (next !== current) taken.push(flag);
    // A value that stands in a list which only the kubelet knows changes nothing, any other replaces it.
    if (typeof next === 'string' || !next.known) return { peerUrls: next, taken };
    current = next;
  }
  return { peerUrls: current, taken };
}

function replaceUrls(
  current: Setting<readonly PeerUrl[]>,
  value: string,
  origin: 'flag' | 'environment',
  placeholders: ReadonlySet<string>,
): Setting<readonly PeerUrl[]> | string {
  if (!replacesUrls(current.known ? current.value : [], value)) return current;
  const parsed = parsePeerUrls(value, (text) => mentionsAny(text, placeholders));
  if (parsed.ok) return known(parsed.urls, origin);
  return mentionsAny(value, placeholders) ? unknown(unresolved(value)) : parsed.detail;
}

function unresolved(what: string): Cause {
  return { reason: 'environment_unresolved', detail: `${clipped(what)} is only known to the kubelet` };
}
