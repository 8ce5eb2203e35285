// Sections of etcd's configuration file, and the keys that etcd reads in each of them.

import { failWith, ok, type Result } from '../../model/result.ts';
import {
  type FileKey,
  fileKey,
  fileKeyText,
  type SettingDefinition,
  settingDefinitions,
} from '../../model/settings.ts';
import { parseFirstDocument } from '../yaml/first-document.ts';
import { isPlainObject, type PlainObject, typeName } from '../yaml/plain-data.ts';
import { rememberTexts } from '../yaml/remembered-texts.ts';

/** Limit on remembered texts, in characters: as much as the configuration files of one assessment may hold. */
const maxTextRemembered = 128 * 1024;

/** Parses the file up to the mapping that holds everything else. */
export const parseConfigFile = rememberTexts(parseRoot, maxTextRemembered);

function parseRoot(text: string): Result<PlainObject> {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok) return failWith('config_file_invalid', `not YAML that etcd reads: ${parsed.error}`);
  const root = parsed.value.value ?? {};
  if (isPlainObject(root)) return ok(root);
  return failWith('config_file_invalid', `expected a mapping, found ${typeName(root)}`);
}

type SectionName = FileKey['section'];

export type FileSection = {
  /** '' for the top level. */
  readonly name: SectionName;
  /** The name as it is written. */
  readonly spelling: string;
  /** A mapping, unless etcd would refuse the file. */
  readonly content: unknown;
};

/** The top level, then the sections for peers and clients, in the order in which etcd reads them. */
export function fileSections(root: PlainObject): readonly FileSection[] {
  const sections = sortedEntries(root).flatMap(([spelling, content]) => {
    const name = spelling.toLowerCase();
    return isSectionName(name) ? [{ name, spelling, content: content ?? {} }] : [];
  });
  return [{ name: '', spelling: '', content: root }, ...sections];
}

function isSectionName(name: string): name is SectionName {
  return name === 'peer-transport-security' || name === 'client-transport-security';
}

/** Entries sorted byte-wise by key: the last of several spellings of a key counts. */
export function sortedEntries(map: PlainObject): readonly (readonly [key: string, value: unknown])[] {
  return Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Keys that no verdict needs, but whose types etcd checks: the pair with which it dials. */
const dialingPair: readonly SettingDefinition[] = [
  { flag: 'peer-client-cert-file', kind: 'text', side: 'peer' },
  { flag: 'peer-client-key-file', kind: 'text', side: 'peer' },
  { flag: 'client-cert-file', kind: 'text', side: 'client' },
  { flag: 'client-key-file', kind: 'text', side: 'client' },
];

const definitions = [...Object.values(settingDefinitions), ...dialingPair];
const bySection = Map.groupBy(definitions, (definition) => fileKey(definition).section);
const keysByFlag = new Map(definitions.map((definition) => [definition.flag, fileKey(definition)]));

/** The setting that etcd reads from a key, which counts in any letter case. */
export function settingAt(section: SectionName, key: string): SettingDefinition | undefined {
  const name = key.toLowerCase();
  return bySection.get(section)?.find((definition) => fileKey(definition).key === name);
}

/** The key in a section that has the meaning of a flag. */
export function sectionKey(flag: string): string | undefined {
  const key = keysByFlag.get(flag);
  return key === undefined || key.section === '' ? undefined : fileKeyText(key);
}
