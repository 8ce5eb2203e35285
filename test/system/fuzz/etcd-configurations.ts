// Configurations from etcd's grammar: mostly secure, each with a few changes of the kind that the oracle's cases have.
import fc from 'fast-check';
import { type Configuration, type ConfigurationFile, type FileEntry, type FileValue, refused } from './etcd-model.ts';

/** Stand for files and ports: a real etcd gets real ones. */
export const files = { certificate: '/CERT', key: '/KEY', authority: '/CA' };
const ports = ['23801', '23802', '23803'];

const url = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ports).map((port) => `https://127.0.0.1:${port}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      `http://127.0.0.1:${ports[0]}`,
      `HTTPS://127.0.0.1:${ports[1]}`,
      `https://localhost:${ports[2]}`,
      `https://[::1]:${ports[0]}`,
      'http://localhost:2380',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      'https://127.0.0.1',
      `https://127.0.0.1:${ports[0]}/x`,
      `https://etcd.example:${ports[0]}`,
      `unix://localhost:${ports[1]}`,
      `127.0.0.1:${ports[0]}`,
      `ftp://127.0.0.1:${ports[0]}`,
    ),
  },
);
const separator = fc.constantFrom(',', ', ', ' ,');
const urls = fc
  .tuple(fc.array(url, { minLength: 1, maxLength: 3 }), separator)
  .map(([list, comma]) => [...new Set(list)].join(comma));

const booleanWord = fc.constantFrom('true', 'false', '1', '0', 't', 'F', 'True', 'yes', 'on', 'tRuE', '', '"true"');
const values = {
  'listen-peer-urls': urls,
  'peer-cert-file': fc.constantFrom(files.certificate, files.certificate, ''),
  'peer-key-file': fc.constantFrom(files.key, files.key, ''),
  'peer-trusted-ca-file': fc.constantFrom(files.authority, ''),
  'peer-client-cert-auth': booleanWord,
  'peer-auto-tls': booleanWord,
} as const;
type Name = keyof typeof values;
const names = Object.keys(values) as readonly Name[];

const secure: Readonly<Record<Name, string>> = {
  'listen-peer-urls': `https://127.0.0.1:${ports[0]}`,
  'peer-cert-file': files.certificate,
  'peer-key-file': files.key,
  'peer-trusted-ca-file': files.authority,
  'peer-client-cert-auth': 'true',
  'peer-auto-tls': 'false',
};

const given = fc.constantFrom(...names).chain((name) => values[name].map((value) => [name, value] as const));

/** As words of a command line: with one dash or two, with a blank instead of the sign, bare. */
const words = given.chain(([name, value]) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant([`--${name}=${value}`]) },
    { weight: 1, arbitrary: fc.constant([`-${name}=${value}`]) },
    { weight: 1, arbitrary: fc.constant([`--${name}`, value]) },
    { weight: 1, arbitrary: fc.constant([`--${name}`]) },
    { weight: 1, arbitrary: fc.constantFrom(['--'], ['-'], ['x'], [`---${name}=${value}`], ['--=x']) },
  ),
);

const variable = (name: string): string => `ETCD_${name.toUpperCase().replaceAll('-', '_')}`;

const byFlags: fc.Arbitrary<Configuration> = fc
  .record({
    flags: fc.subarray([...names], { minLength: 2 }),
    variables: fc.subarray([...names], { maxLength: 3 }),
    overlap: fc.boolean(),
    more: fc.array(fc.tuple(fc.nat(6), words), { maxLength: 2 }),
    moreEnv: fc.array(given, { maxLength: 1 }),
  })
  .map(({ flags, variables, overlap, more, moreEnv }) => {
    const args = flags.map((name) => `--${name}=${secure[name]}`);
    for (const [at, extra] of more) args.splice(at, 0, ...extra);
    const own = variables.filter((name) => overlap || !flags.includes(name));
    // An empty variable beside its flag stopped to be harmless with 3.4: a process that has both is an older one.
    const added = moreEnv.filter(([name, value]) => value !== '' || !args.some((arg) => arg.includes(name)));
    const entries = [...own.map((name) => [name, secure[name]] as const), ...added];
    return {
      args,
      env: Object.fromEntries(entries.map(([name, value]) => [variable(name), value])),
      file: undefined,
    };
  });

const refusing = (text: string): FileValue => ({ text, means: refused });

const fileBoolean: fc.Arbitrary<FileValue> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('true', 'yes', 'on', 'True', 'TRUE', 'y').map((text) => ({ text, means: true })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('false', 'no', 'off', 'n').map((text) => ({ text, means: false })),
  },
  { weight: 1, arbitrary: fc.constantFrom('null', '~', '').map((text) => ({ text, means: null })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"true"', "'true'", 't', 'tRue', '1', '[]').map(refusing),
  },
);
const fileText = (texts: fc.Arbitrary<string>): fc.Arbitrary<FileValue> =>
  fc.oneof(
    { weight: 8, arbitrary: texts.map((text) => ({ text: JSON.stringify(text), means: text })) },
    { weight: 1, arbitrary: fc.constantFrom('null', '').map((text) => ({ text, means: null })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('12', 'true', '[]', '{}').map(refusing),
    },
  );
const spelled = (key: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant(key) },
    { weight: 1, arbitrary: fc.constantFrom(key.toUpperCase(), `${key[0]?.toUpperCase()}${key.slice(1)}`) },
  );
const entry = (key: string, value: fc.Arbitrary<FileValue>): fc.Arbitrary<FileEntry> => fc.tuple(spelled(key), value);

const sectionEntry = fc.oneof(
  entry('cert-file', fileText(values['peer-cert-file'])),
  entry('key-file', fileText(values['peer-key-file'])),
  entry('trusted-ca-file', fileText(values['peer-trusted-ca-file'])),
  entry('client-cert-auth', fileBoolean),
  entry('auto-tls', fileBoolean),
);
const secureSection: readonly FileEntry[] = [
  ['cert-file', { text: files.certificate, means: files.certificate }],
  ['key-file', { text: files.key, means: files.key }],
  ['trusted-ca-file', { text: files.authority, means: files.authority }],
  ['client-cert-auth', { text: 'true', means: true }],
];
const topEntry = fc.oneof(
  entry('listen-peer-urls', fileText(urls.filter((list) => list !== ''))),
  // Flag names mean nothing at the top.
  entry('peer-client-cert-auth', fileBoolean),
);

const byFile: fc.Arbitrary<Configuration> = fc
  .record({
    kept: fc.subarray([...secureSection], { minLength: 2 }),
    more: fc.array(sectionEntry, { maxLength: 2 }),
    listens: fc.boolean(),
    top: fc.array(topEntry, { maxLength: 2 }),
    byVariable: fc.boolean(),
    flags: fc.array(
      given.map(([name, value]) => `--${name}=${value}`),
      { maxLength: 1 },
    ),
  })
  .map(({ kept, more, listens, top, byVariable, flags }) => {
    const text = secure['listen-peer-urls'];
    const own: readonly FileEntry[] = listens ? [['listen-peer-urls', { text, means: text }]] : [];
    return {
      args: byVariable ? [] : [...flags.filter((flag) => !/auth=|auto-tls=|urls=/.test(flag)), '--config-file=/FILE'],
      env: byVariable ? { ETCD_CONFIG_FILE: '/FILE' } : {},
      file: { top: [...own, ...top], section: [...kept, ...more] },
    };
  });

export const configurations: fc.Arbitrary<Configuration> = fc.oneof(byFlags, byFile);

export function fileContent({ top, section }: ConfigurationFile): string {
  const lines = (entries: readonly FileEntry[], indent: string): readonly string[] =>
    entries.map(([key, { text }]) => `${indent}${key}: ${text}\n`);
  return [...lines(top, ''), 'peer-transport-security:\n', ...lines(section, '  ')].join('');
}
