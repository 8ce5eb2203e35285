// Arbitrary etcds: mostly plausible, so that some of them pass, and broken in every way that etcd's own users found.
import fc from 'fast-check';
import { type Etcd, securePeerFlags } from './verdicts.ts';

const booleans = fc.constantFrom('true', 'false', '1', '0', 'T', 'f', 'yes', 'tRue', '');
const paths = fc.constantFrom('/pki/peer.crt', '/k', '', ' ', '=x');
const url = fc.constantFrom(
  'https://192.0.2.10:2380',
  'HTTPS://192.0.2.10:2380',
  'https://[::]:2380',
  'http://192.0.2.10:2380',
  'http://localhost:2380',
  'unixs://etcd:1',
  'https://etcd.example:2380',
  'x',
  '',
);
const urls = fc.array(url, { minLength: 1, maxLength: 3 }).map((list) => list.join(','));

const decidingFlags = [
  ['peer-cert-file', paths],
  ['peer-key-file', paths],
  ['peer-trusted-ca-file', paths],
  ['peer-client-cert-auth', booleans],
  ['peer-auto-tls', booleans],
  ['listen-peer-urls', urls],
] as const;

const flagAndValue = fc
  .constantFrom(...decidingFlags)
  .chain(([name, values]) => values.map((value) => [name, value] as const));

/** One argument of a command line; the space form shows as a lone flag or a lone value. */
export const flagSource: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: flagAndValue.map(([name, value]) => `--${name}=${value}`) },
  { weight: 1, arbitrary: flagAndValue.map(([name]) => `-${name}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('--name=a', '--name', '--peer-auto-tls', '--new-flag', '--', '-', '', 'x'),
  },
);

/** A secure command line with a few arguments left out, and a few more put anywhere. */
const argvSource = fc
  .record({
    kept: fc.subarray([...securePeerFlags], { minLength: 2 }),
    more: fc.array(fc.tuple(fc.nat(5), flagSource), { maxLength: 3 }),
  })
  .map(({ kept, more }) => {
    const argv: string[] = [...kept];
    for (const [at, flag] of more) argv.splice(at, 0, flag);
    return ['etcd', ...argv];
  });

const envSource = fc
  .array(flagAndValue, { maxLength: 2 })
  .map((flags) =>
    Object.fromEntries(flags.map(([name, value]) => [`ETCD_${name.toUpperCase().replaceAll('-', '_')}`, value])),
  );

export const etcdSource: fc.Arbitrary<Etcd> = fc.record({
  argv: argvSource,
  env: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: envSource }),
});

const jsonValue = fc.jsonValue({ maxDepth: 2 });

/** A pod by its outer shape only. */
export const podSource: fc.Arbitrary<object> = fc
  .record({
    containers: fc.array(
      fc.oneof(
        jsonValue,
        fc.record(
          {
            name: jsonValue,
            image: fc.constantFrom('etcd', 'x'),
            command: jsonValue,
            args: jsonValue,
            env: jsonValue,
            envFrom: jsonValue,
            volumeMounts: jsonValue,
          },
          { requiredKeys: [] },
        ),
      ),
    ),
    initContainers: jsonValue,
    volumes: jsonValue,
  })
  .map((spec) => ({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec }));
