// `peerproof config` says of a configuration what the node says once it is there.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgedConfig } from '../../support/config-command.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { assessTree, statusesOf } from '../../support/observed-node.ts';
import { etcdSource, podSource } from '../../support/resolve/arbitraries.ts';
import { podText } from '../../support/resolve/verdicts.ts';

type OracleCase = {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly configFile: string | null;
  readonly expected: Readonly<Record<string, string | boolean>>;
};

const path = '/etc/etcd/etcd.yaml';
const oracle = join(import.meta.dirname, '../../conformance/oracle/etcd-oracle.json');
const cases = JSON.parse(readFileSync(oracle, 'utf8')) as readonly OracleCase[];
const members = cases.filter(({ expected }) => expected['member'] !== false);
const strangers = cases.filter(({ expected }) => expected['member'] === false);
/** Where such a file would be looked for is only known of a process. */
const relative = members.filter(({ argv }) => argv.includes('--config-file=etcd.yaml'));

/** A root directory with the configuration file of the case. */
function rootOf({ configFile }: OracleCase): string {
  const host = hostTree();
  if (configFile !== null) host.write(path, configFile);
  return host.rootfs;
}

function podFile({ argv, env }: OracleCase): string {
  const host = hostTree();
  const pod = JSON.parse(
    podText({
      command: argv,
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
      volumeMounts: [{ name: 'etc', mountPath: '/etc/etcd' }],
    }),
  ) as { spec: object };
  const volumes = [{ name: 'etc', hostPath: { path: '/etc/etcd' } }];
  host.write('/etcd.yaml', JSON.stringify({ ...pod, spec: { ...pod.spec, volumes } }));
  return join(host.rootfs, 'etcd.yaml');
}

/** `any` is a refusal that no text shows, `not-pass` is either of fail and unknown. */
function accepted(expected: string | boolean | undefined): readonly string[] {
  if (expected === 'any') return ['pass', 'fail', 'unknown'];
  return expected === 'not-pass' ? ['fail', 'unknown'] : [String(expected)];
}

const ways: Readonly<Record<string, (one: OracleCase) => readonly string[]>> = {
  'a command line': (one) => ['--', ...Object.entries(one.env).map((entry) => entry.join('=')), ...one.argv],
  'a static pod': (one) => [podFile(one)],
};

describe.each(Object.entries(ways))('as %s', (_way, words) => {
  test.each(members.filter((one) => !relative.includes(one)))(
    'the measured configuration $id is judged $expected',
    async (one) => {
      const { statuses } = await judgedConfig(`--path.rootfs=${rootOf(one)}`, ...words(one));
      for (const control of ['2.4', '2.5'])
        expect(accepted(one.expected[control])).toContain(statuses[control]);
    },
  );

  test.each(relative)('$id is unknown: its path is relative', async (one) => {
    const { statuses } = await judgedConfig(`--path.rootfs=${rootOf(one)}`, ...words(one));
    expect(statuses).toEqual({ '2.4': 'unknown', '2.5': 'unknown' });
  });
});

test.each(strangers)('$id is no etcd member, as a static pod and as a command line', async (one) => {
  const { code, reasons } = await judgedConfig(podFile(one));
  expect({ code, reasons }).toEqual({ code: 2, reasons: ['etcd_not_found'] });
  await expect(judgedConfig('--', ...one.argv)).rejects.toThrow('after --: ');
});

const alone = members.filter(
  ({ argv, env, configFile }) =>
    argv.length === 2 && Object.keys(env).length === 0 && (configFile ?? '') !== '',
);

test.each(alone)("etcd's own file of $id is judged as with --config-file", async (one) => {
  const file = join(rootOf(one), path);
  const { statuses } = await judgedConfig(file);
  for (const control of ['2.4', '2.5']) expect(accepted(one.expected[control])).toContain(statuses[control]);
});

test('the oracle holds enough of each kind', () => {
  expect(cases).toHaveLength(157);
  expect(relative.length).toBeLessThan(5);
  expect(alone.length).toBeGreaterThan(30);
});

describe('against a node with the same manifest and no process', () => {
  const plausible = etcdSource.map(({ argv, env = {} }) => {
    const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
    return podText({ command: argv, env: variables });
  });
  const odd = podSource.map((pod) => JSON.stringify(pod));
  const manifest = fc.oneof(
    { weight: 6, arbitrary: plausible },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
    { weight: 1, arbitrary: fc.tuple(plausible, odd).map((pods) => pods.join('\n---\n')) },
  );

  test('whatever the text, a manifest passes only if the node passes it, and a sound one does', async () => {
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(manifest, async (text) => {
        const host = hostTree();
        host.write(`${manifestPath}/etcd.yaml`, text);
        const onNode = statusesOf(await assessTree(host.rootfs));
        const { statuses } = await judgedConfig(
          join(host.manifests, 'etcd.yaml'),
          `--path.rootfs=${host.rootfs}`,
        );
        const own = ['2.4', '2.5'].filter((control) => statuses[control] === 'pass');
        expect(own.filter((control) => onNode[control] !== 'pass')).toEqual([]);
        passed += own.length;
      }),
      { numRuns: 300 },
    );
    expect(passed).toBeGreaterThan(20);
  }, 60_000);
});
