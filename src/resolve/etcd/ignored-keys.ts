// Keys of etcd's configuration file that certainly have no effect.

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
const otherTopKeys = /^(?:client-transport-security|peer-transport-security|discovery-config|socket-options)$/;
/** Keys of a section that no verdict needs. */
const otherSectionKeys = /^(?:allowed-(?:cns?|hostnames?)|skip-client-san-verification|crl-file)$/;

/** Lists the ignored keys of a file's text; none if etcd cannot read the file. */
export function ignoredKeys(text: string): readonly IgnoredKey[] {
  const root = parseConfigFile(text);
  return root.ok ? fileSections(root.value).flatMap(ignoredInSection) : [];
}

function ignoredInSection({ name: section, content }: FileSection): readonly IgnoredKey[] {
  if (!isPlainObject(content)) return [];
  const entries = sortedEntries(content);
  const set = entries.filter(([, value]) => value !== null);
  const spellingInForce = new Map(set.map(([key]) => [key.toLowerCase(), key]));
  return entries.flatMap(([spelling, value]) => {
    const key = fileKeyText({ section, key: clipped(spelling) });
    const name = spelling.toLowerCase();
    if (settingAt(section, name) === undefined) return unreadKey(section, name, key);
    if (value === null) return [{ key, why: 'null', belongs: undefined }];
    return spellingInForce.get(name) === spelling ? [] : [{ key, why: 'other_spelling', belongs: undefined }];
  });
}

/** A key from which etcd reads no setting; none where it has another meaning. `name` is the key in lower case. */
function unreadKey(section: FileSection['name'], name: string, key: string): readonly IgnoredKey[] {
  const belongs = sectionKey(name);
  if (belongs !== undefined) return [{ key, why: 'misplaced', belongs }];
  const isKnown =
    section === '' ? otherTopKeys.test(name) || flagKind(name) !== 'unknown' : otherSectionKeys.test(name);
  return isKnown ? [] : [{ key, why: 'unknown', belongs }];
}
