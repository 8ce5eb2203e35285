// What etcd does with a configuration, stated a second time and from its documentation alone: nothing here knows the agent's code.

/** What no setting takes: a list, say, or a text where a boolean belongs. */
export const refused = Symbol('refused');

/** A value as it is written in YAML, and what etcd's decoder makes of it. */
export type FileValue = { readonly text: string; readonly means: string | boolean | null | typeof refused };
export type FileEntry = readonly [key: string, value: FileValue];
export type ConfigurationFile = {
  readonly top: readonly FileEntry[];
  readonly section: readonly FileEntry[];
};

export type Configuration = {
  /** Without argv[0]. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** In force when the flags or the environment name it. */
  readonly file: ConfigurationFile | undefined;
};

export type Earned = { readonly '2.4': boolean; readonly '2.5': boolean };

const nothing: Earned = { '2.4': false, '2.5': false };
const booleans = ['peer-client-cert-auth', 'peer-auto-tls'];
const goTrue = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const goFalse = ['0', 'f', 'F', 'FALSE', 'false', 'False'];
const defaultUrl = 'http://localhost:2380';

type Settings = Map<string, string | boolean>;

/** Which rules a process of this configuration earns a pass for; a configuration that etcd refuses earns none. */
export function earned({ args, env, file }: Configuration): Earned {
  const flags = parseFlags(args);
  if (flags === undefined) return nothing;
  const path = flags.findLast(([name]) => name === 'config-file')?.[1] || env['ETCD_CONFIG_FILE'] || '';
  const settings = path === '' ? fromFlags(flags, env) : file === undefined ? undefined : fromFile(file);
  return settings === undefined ? nothing : judge(settings);
}

function judge(settings: Settings): Earned {
  const text = (name: string): string => String(settings.get(name) ?? '');
  const [certificate, key] = [text('peer-cert-file') !== '', text('peer-key-file') !== ''];
  const urls = text('listen-peer-urls') || defaultUrl;
  const schemes = urls.split(',').map(schemeOf);
  const everyTls = schemes.every((scheme) => scheme === 'https');
  const selfSigned = settings.get('peer-auto-tls') === true && !certificate && !key;
  const starts = certificate === key && schemes.every((scheme) => scheme !== undefined);
  const canServe = !schemes.includes('https') || certificate || selfSigned;
  if (!starts || !canServe || !everyTls) return nothing;
  return {
    '2.4': certificate && key,
    '2.5': settings.get('peer-client-cert-auth') === true && !selfSigned,
  };
}

/** The scheme of a URL that etcd listens on; `undefined`: it refuses it. */
function schemeOf(url: string): string | undefined {
  const [, scheme, rest] = /^\s*([a-zA-Z]+):\/\/(.*?)\s*$/.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  if (/^unixs?$/i.test(scheme)) return scheme.toLowerCase();
  return /^https?$/i.test(scheme) && /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\]):\d+$/.test(rest)
    ? scheme.toLowerCase()
    : undefined;
}

type Flag = readonly [name: string, value: string];

/** Go's flag package; `undefined`: it refuses the words, or they start something else than a member. */
function parseFlags(args: readonly string[]): readonly Flag[] | undefined {
  const flags: Flag[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--') return at === args.length - 1 ? flags : undefined;
    const [, name, , value] = /^--?([^-=][^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
    if (name === undefined) return undefined;
    if (booleans.includes(name)) flags.push([name, value ?? 'true']);
    else if (value !== undefined) flags.push([name, value]);
    else if (at + 1 < args.length) {
      at += 1;
      flags.push([name, args[at] ?? '']);
    } else return undefined;
  }
  return flags;
}

function fromFlags(flags: readonly Flag[], env: Configuration['env']): Settings | undefined {
  const settings: Settings = new Map();
  const variables = Object.entries(env).map(
    ([name, value]) => [name.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-'), value] as const,
  );
  // A flag and its variable, whatever they say, are one too many; an empty variable is not set.
  if (variables.some(([name]) => flags.some(([flag]) => flag === name))) return undefined;
  for (const [name, value] of [...flags, ...variables.filter(([, text]) => text !== '')]) {
    if (booleans.includes(name)) {
      if (!goTrue.includes(value) && !goFalse.includes(value)) return undefined;
      settings.set(name, goTrue.includes(value));
    } else if (name === 'listen-peer-urls') {
      if (!addUrls(settings, value)) return undefined;
    } else settings.set(name, value);
  }
  return settings;
}

/** A list that is given again replaces the earlier one, but for one that is empty or stands in it already. */
function addUrls(settings: Settings, value: string): boolean {
  const current = String(settings.get('listen-peer-urls') ?? defaultUrl).split(',');
  const normal = (url: string): string => url.trim().replace(/^[a-zA-Z]+/, (scheme) => scheme.toLowerCase());
  if (value === '' || current.map(normal).includes(value)) return true;
  settings.set('listen-peer-urls', value);
  return value.split(',').every((url) => schemeOf(url) !== undefined);
}

const fileKeys: Readonly<Record<string, string>> = {
  'cert-file': 'peer-cert-file',
  'key-file': 'peer-key-file',
  'trusted-ca-file': 'peer-trusted-ca-file',
  'client-cert-auth': 'peer-client-cert-auth',
  'auto-tls': 'peer-auto-tls',
};

/** Keys match in any case; they are decoded in the order of their bytes, and null leaves what was there. */
function fromFile({ top, section }: ConfigurationFile): Settings | undefined {
  const settings: Settings = new Map();
  const decode = (entries: readonly FileEntry[], nameOf: (key: string) => string | undefined): boolean => {
    const last = new Map(entries);
    for (const key of [...last.keys()].toSorted((a, b) => (a < b ? -1 : 1))) {
      const name = nameOf(key.toLowerCase());
      const means = last.get(key)?.means;
      if (name === undefined || means === null || means === undefined) continue;
      const wanted = booleans.includes(name) ? 'boolean' : 'string';
      if (means === refused || typeof means !== wanted) return false;
      settings.set(name, means);
    }
    return true;
  };
  const isTop = decode(top, (key) => (key === 'listen-peer-urls' ? key : undefined));
  // A flag's list is a set; of a file's list each URL is listened on.
  const urls = String(settings.get('listen-peer-urls') ?? '').split(',');
  const distinct = new Set(urls.map((url) => url.trim().toLowerCase()));
  const areDistinct = distinct.size === urls.length;
  return isTop && areDistinct && decode(section, (key) => fileKeys[key]) ? settings : undefined;
}
