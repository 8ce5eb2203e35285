// Keys of etcd's configuration file that have no effect, as far as they are known to be none of etcd's.

import type { IgnoredKey } from '../../model/explanation.ts';
import { fileKeyText } from '../../model/settings.ts';
import { clipped, isPlainObject } from '../yaml/plain-data.ts';
import {
  fileSections,
  type FileSection,
  parseConfigFile,
  sectionKey,
  settingAt,
  sortedEntries,
} from './config-file-sections.ts';
import { flagKind } from './known-flags.ts';

/** Keys at the top level that are no flags. */
const otherTopKeys =
  /^(?:client-transport-security|peer-transport-security|discovery-config|socket-options)$/;
/** Keys of a section that no verdict needs. */
const otherSectionKeys = /^(?:allowed-(?:cns?|hostnames?)|skip-client-san-verification|crl-file)$/;

/** Lists the ignored keys of a file's text; none if etcd cannot read the file. */
export function ignoredKeys(text: string): readonly IgnoredKey[] {
  const root = parseConfigFile(text);
  return root.ok ? fileSections(root.value).flatMap(ignoredInSection) : [];
}

function ignoredInSection({ name, content }: FileSection): readonly IgnoredKey[] {
  if (!isPlainObject(content)) return [];
  const entries = sortedEntries(content);
  const given = entries.filter(([, value]) => value !== null);
  const counting = new Map(given.map(([key]) => [key.toLowerCase(), key]));
  return entries.flatMap(([key, value]) => {
    const effect =
      settingAt(name, key) === undefined
        ? unreadKey(name, key.toLowerCase())
        : readKey(value, counting.get(key.toLowerCase()) === key);
    return effect === undefined
      ? []
      : [{ key: fileKeyText({ section: name, key: clipped(key) }), ...effect }];
  });
}

type Effect = Omit<IgnoredKey, 'key'> | undefined;

/** A key that etcd reads, unless it is null or another spelling of it counts. */
function readKey(value: unknown, counts: boolean): Effect {
  if (value === null) return { why: 'null', belongs: undefined };
  return counts ? undefined : { why: 'other_spelling', belongs: undefined };
}

function unreadKey(section: FileSection['name'], key: string): Effect {
  const belongs = sectionKey(key);
  if (belongs !== undefined) return { why: 'misplaced', belongs };
  const isKnown =
    section === '' ? otherTopKeys.test(key) || flagKind(key) !== 'unknown' : otherSectionKeys.test(key);
  return isKnown ? undefined : { why: 'unknown', belongs };
}
