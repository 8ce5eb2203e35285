// Settings from etcd's configuration file. With it, flags and environment do not count.

import { fail, failWith, ok, type Result } from '../../model/result.ts';
import {
  type EtcdSettings,
  known,
  readSettings,
  type ListenUrl,
  type Setting,
  type SettingDefinition,
  unknown,
} from '../../model/settings.ts';
import { isPlainObject, type PlainObject, typeName } from '../yaml/plain-data.ts';
import { fileSections, parseConfigFile, settingAt, sortedEntries } from './config-file-sections.ts';
import { defaultUrls, parseListenUrls } from './listen-urls.ts';

export function configFileSettings(text: string): Result<EtcdSettings> {
  const root = parseConfigFile(text);
  if (!root.ok) return root;
  const values = fileValues(root.value);
  if (!values.ok) return failWith('etcd_rejects_configuration', values.error);
  return readSettings({
    text: (definition) => ok(textSetting(definition, values.value)),
    boolean: ({ flag }) => {
      const value = values.value.get(flag);
      return ok(typeof value === 'boolean' ? known(value, 'config_file') : known(false, 'default'));
    },
    urls: (definition) => urlsSetting(definition, values.value, root.value),
  });
}

/** Values of the file, by flag. */
type FileValues = ReadonlyMap<string, string | boolean>;

/** Collects the values. The error is etcd's refusal of a value's type. Null changes nothing. */
function fileValues(root: PlainObject): Result<FileValues, string> {
  const values = new Map<string, string | boolean>();
  for (const { name, spelling, content } of fileSections(root)) {
    if (!isPlainObject(content)) return fail(`${spelling} expects a mapping, found ${typeName(content)}`);
    for (const [key, value] of sortedEntries(content)) {
      const definition = settingAt(name, key);
      if (definition === undefined || value === null) continue;
      const type = definition.kind === 'boolean' ? 'boolean' : 'string';
      if ((typeof value !== 'string' && typeof value !== 'boolean') || typeof value !== type)
        return fail(`${key} expects a ${type}, found ${typeName(value)}`);
      values.set(definition.flag, value);
    }
  }
  return ok(values);
}

function textSetting({ flag, default: text = '' }: SettingDefinition, values: FileValues): Setting<string> {
  const value = values.get(flag);
  return typeof value === 'string' && value !== '' ? known(value, 'config_file') : known(text, 'default');
}

function urlsSetting(
  definition: SettingDefinition,
  values: FileValues,
  root: PlainObject,
): Result<Setting<readonly ListenUrl[]>, string> {
  const { flag } = definition;
  const list = values.get(flag) ?? '';
  if (typeof list !== 'string' || list === '') return ok(unlistedUrls(definition, root));
  const urls = parseListenUrls(definition, list);
  if (!urls.ok) return urls;
  // A flag's list is a set. etcd listens on each peer URL of a file's list, and the second time the address is in use.
  const isTwice = new Set(urls.value.map(({ text }) => text)).size < urls.value.length;
  if (isTwice && flag === 'listen-peer-urls') return fail(`${flag} names an address twice`);
  return ok(known(urls.value, 'config_file'));
}

/** Further names of Go fields that etcd's decoder fills from a file, besides the flag without dashes. Undocumented. */
const goFields: Readonly<Record<string, string>> = { 'listen-peer-urls': 'lpurls', 'listen-client-urls': 'lcurls' };

function unlistedUrls(definition: SettingDefinition, root: PlainObject): Setting<readonly ListenUrl[]> {
  const { flag } = definition;
  const fields = [flag.replaceAll('-', ''), goFields[flag]];
  if (!Object.keys(root).some((key) => fields.includes(key.toLowerCase())))
    return known(defaultUrls(definition), 'default');
  const detail = `it may set ${flag} by an undocumented field name`;
  return unknown({ reason: 'config_file_invalid', detail });
}
