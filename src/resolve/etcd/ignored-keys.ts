// Keys of etcd's configuration file that it passes over without a word, as far as they are known to be none of its own.

import type { IgnoredKey } from '../../model/explanation.ts';
import { flagKind } from './flags.ts';
import { clipped } from '../yaml/plain-data.ts';

/** What a section takes that no verdict needs. */
const otherSectionKeys = /^(?:allowed-(?:cns?|hostnames?)|skip-client-san-verification|crl-file)$/;
/** Keys at the top level that are no flags. */
const fileKeys = /^(?:client-transport-security|peer-transport-security|discovery-config|socket-options)$/;

type Key = {
  /** '' is the top level. */
  readonly section: string;
  readonly key: string;
  readonly isRead: boolean;
  /** What a section takes that is read. */
  readonly transport: ReadonlyMap<string, unknown>;
  readonly value: unknown;
  /** Another spelling of it, which counts, comes later. */
  readonly isOverridden: boolean;
};

/** `undefined`: etcd reads it, or may. */
export function ignoredKey({
  section,
  key,
  isRead,
  transport,
  value,
  isOverridden,
}: Key): IgnoredKey | undefined {
  const lower = key.toLowerCase();
  const at = section === '' ? clipped(key) : `${section}.${clipped(key)}`;
  if (isRead) {
    if (isOverridden) return { key: at, why: 'other_spelling', belongs: undefined };
    return value === null ? { key: at, why: 'null', belongs: undefined } : undefined;
  }
  const belongs = readingKey(lower, transport);
  if (section === '') {
    if (belongs !== undefined) return { key: at, why: 'misplaced', belongs };
    const isKnown = fileKeys.test(lower) || flagKind(lower) !== 'unknown';
    return isKnown ? undefined : { key: at, why: 'unknown', belongs: undefined };
  }
  if (otherSectionKeys.test(lower)) return undefined;
  return belongs === undefined
    ? { key: at, why: 'unknown', belongs: undefined }
    : { key: at, why: 'misplaced', belongs };
}

/** The key that has the meaning of a flag about TLS. */
function readingKey(flag: string, transport: Key['transport']): string | undefined {
  const peerKey = flag.startsWith('peer-') ? flag.slice('peer-'.length) : undefined;
  if (peerKey !== undefined && transport.has(peerKey)) return `peer-transport-security.${peerKey}`;
  return transport.has(flag) ? `client-transport-security.${flag}` : undefined;
}
