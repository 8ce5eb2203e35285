// etcd's own YAML file: where it is, and what its values are. With it, flags and environment do not count.

import type { IgnoredKey } from '../../model/explanation.ts';
import type { ListenUrl, Setting } from '../../model/member.ts';
import { ok, failWith } from '../../model/result.ts';
import { type GivenFlag, lastGiven } from './command-line.ts';
import { defaultText, defaultUrls, type UrlFlag } from './defaults.ts';
import { ignoredKey } from './ignored-keys.ts';
import { parseFirstDocument } from '../yaml/first-document.ts';
import type { Environment } from '../../model/invocation.ts';
import { parseListenUrls } from './listen-urls.ts';
import { isPlainObject, type PlainObject, typeName } from '../yaml/plain-data.ts';
import { known, unknown, urlLists, type ValueSourceResult } from './value-source.ts';

/** The path of etcd's configuration file; '' when there is none. */
export function configFilePath(flags: readonly GivenFlag[], environment: Environment): Setting<string> {
  const flag = lastGiven('config-file', flags)?.value ?? '';
  if (flag !== '') return known(flag, 'flag');
  const variable = environment.variables.get('ETCD_CONFIG_FILE') ?? '';
  if (variable !== '') return known(variable, 'environment');
  if (environment.unresolved.has('ETCD_CONFIG_FILE')) {
    return {
      known: false,
      cause: { reason: 'environment_unresolved', detail: 'ETCD_CONFIG_FILE is only known to the kubelet' },
    };
  }
  return environment.gap === undefined ? known('', 'default') : { known: false, cause: environment.gap };
}

type Kind = 'string' | 'boolean';

/** Keys at the top level, and the flag whose meaning each has. */
const topLevel: ReadonlyMap<string, Kind> = new Map(
  [
    'name',
    'data-dir',
    'listen-peer-urls',
    'listen-client-urls',
    'listen-client-http-urls',
    'advertise-client-urls',
    'initial-advertise-peer-urls',
  ].map((key) => [key, 'string']),
);

const transportSecurity: ReadonlyMap<string, Kind> = new Map([
  ...['cert-file', 'key-file', 'trusted-ca-file', 'client-cert-file', 'client-key-file'].map(
    (key) => [key, 'string'] as const,
  ),
  ...['client-cert-auth', 'auto-tls'].map((key) => [key, 'boolean'] as const),
]);

/** Sections, and what their keys begin with as flags. */
const sections: ReadonlyMap<string, string> = new Map([
  ['peer-transport-security', 'peer-'],
  ['client-transport-security', ''],
]);

/** Go names of fields that the decoder would fill from a file, although no documentation says so. */
const decoderFields: Readonly<Record<UrlFlag, readonly string[]>> = {
  'listen-peer-urls': ['lpurls', 'listenpeerurls'],
  'listen-client-urls': ['lcurls', 'listenclienturls'],
  'listen-client-http-urls': ['listenclienthttpurls'],
};

type Values = Map<string, string | boolean>;

/** Told of each key that has no effect. */
export type OnIgnored = (key: IgnoredKey) => void;

/** `onIgnored` costs nothing where nobody asks. */
export function configFileValues(text: string, onIgnored?: OnIgnored): ValueSourceResult {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok) return failWith('config_file_invalid', `not YAML that etcd reads: ${parsed.detail}`);
  const root = parsed.value ?? {};
  if (!isPlainObject(root))
    return failWith('config_file_invalid', `expected a mapping, found ${typeName(root)}`);
  const values: Values = new Map();
  const problem =
    readKeys(root, { name: '', prefix: '', kinds: topLevel }, values, onIgnored) ??
    readSections(root, values, onIgnored);
  if (problem !== undefined) return failWith('etcd_rejects_configuration', problem);
  const keys = new Set(Object.keys(root).map((key) => key.toLowerCase()));
  return fromValues(values, keys);
}

function fromValues(values: Values, keys: ReadonlySet<string>): ValueSourceResult {
  const urls = urlLists((flag) => listenUrls(flag, values, keys));
  if (!urls.ok) return urls;
  return ok({
    text: (flag) => {
      const value = values.get(flag);
      return typeof value === 'string' && value !== ''
        ? known(value, 'config_file')
        : known(defaultText(flag), 'default');
    },
    boolean: (flag) => {
      const value = values.get(flag);
      return typeof value === 'boolean' ? known(value, 'config_file') : known(false, 'default');
    },
    urls: urls.value,
  });
}

/** A list of URLs, or the words of etcd's refusal. */
function listenUrls(
  flag: UrlFlag,
  values: Values,
  keys: ReadonlySet<string>,
): Setting<readonly ListenUrl[]> | string {
  const list = values.get(flag);
  if (typeof list !== 'string' || list === '') {
    if (!decoderFields[flag].some((field) => keys.has(field))) return known(defaultUrls(flag), 'default');
    const detail = `it may set ${flag} by an undocumented field name`;
    return unknown({ reason: 'config_file_invalid', detail });
  }
  const parsed = parseListenUrls(flag, list);
  if (!parsed.ok) return parsed.detail;
  // A flag's list is a set; of a file's list each peer URL is listened on, and the second time the address is in use.
  const isTwice = new Set(parsed.urls.map(({ text }) => text)).size < parsed.urls.length;
  if (isTwice && flag === 'listen-peer-urls') return `${flag} names an address twice`;
  return known(parsed.urls, 'config_file');
}

function readSections(root: PlainObject, values: Values, onIgnored?: OnIgnored): string | undefined {
  for (const key of sortedKeys(root)) {
    const prefix = sections.get(key.toLowerCase());
    const section = root[key] ?? {};
    if (prefix === undefined) continue;
    if (!isPlainObject(section)) return `${key} expects a mapping, found ${typeName(section)}`;
    const place = { name: key.toLowerCase(), prefix, kinds: transportSecurity };
    const problem = readKeys(section, place, values, onIgnored);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The top level (''), or a section. */
type ConfigSection = {
  readonly name: string;
  readonly prefix: string;
  readonly kinds: ReadonlyMap<string, Kind>;
};

/** Takes known keys in any letter case; of several spellings the byte-wise last one counts, and null changes nothing. */
function readKeys(
  map: PlainObject,
  { name, prefix, kinds }: ConfigSection,
  values: Values,
  onIgnored?: OnIgnored,
): string | undefined {
  if (onIgnored !== undefined) tellIgnored(map, name, kinds, onIgnored);
  for (const key of sortedKeys(map)) {
    const kind = kinds.get(key.toLowerCase());
    const value = map[key];
    if (kind === undefined || value === null) continue;
    if ((typeof value !== 'string' && typeof value !== 'boolean') || typeof value !== kind) {
      return `${key} expects a ${kind}, found ${typeName(value)}`;
    }
    values.set(prefix + key.toLowerCase(), value);
  }
  return undefined;
}

function tellIgnored(
  map: PlainObject,
  section: string,
  kinds: ReadonlyMap<string, Kind>,
  onIgnored: OnIgnored,
): void {
  const counting = sortedKeys(map).filter((key) => map[key] !== null);
  const last = new Map(counting.map((key) => [key.toLowerCase(), key]));
  for (const key of sortedKeys(map)) {
    const lower = key.toLowerCase();
    const isOverridden = map[key] !== null && last.get(lower) !== key;
    const isRead = kinds.has(lower);
    const transport = transportSecurity;
    const ignored = ignoredKey({ section, key, isRead, transport, value: map[key], isOverridden });
    if (ignored !== undefined) onIgnored(ignored);
  }
}

function sortedKeys(map: PlainObject): readonly string[] {
  return Object.keys(map).toSorted((a, b) => (a < b ? -1 : 1));
}
