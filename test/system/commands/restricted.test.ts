// What a restricted agent sees, asked of the real program: as another user, and in mount and PID namespaces of its own.

import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, type HostTree, manifestPath } from '../../support/host-tree.ts';
import { type Outcome, runPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { hasKernelThreads } from '../../support/observe/kernel-threads.ts';

type JsonReport = {
  readonly rules: readonly {
    readonly control: string;
    readonly status: string;
    readonly reasons: string[];
  }[];
  readonly sources: readonly {
    readonly source: string;
    readonly up: boolean;
    readonly reasons: readonly string[];
    readonly details: readonly string[];
  }[];
};

const isRoot = process.getuid?.() === 0;
/** Root may read everything, so another user looks for it; anyone else looks for himself. */
const asNobody = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
const unshare = ['unshare', ...(isRoot ? [] : ['--map-root-user'])];
const mayMount = spawnSync('unshare', [...unshare.slice(1), '--mount', 'true']).status === 0;
const mayFork = spawnSync('unshare', [...unshare.slice(1), '--pid', '--fork', '--mount-proc', 'true']).status === 0;

function reportOf({ stdout, stderr }: Outcome): JsonReport {
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as JsonReport;
}

async function checkAsNobody({ rootfs }: HostTree): Promise<JsonReport> {
  chmodSync(rootfs, 0o755);
  const args = ['check', '--output=json', `--path.rootfs=${rootfs}`];
  return reportOf(await runPeerproof(args, { through: asNobody }));
}

test.each([
  ['directory', manifestPath, 'manifest_directory_unreadable'],
  ['file', `${manifestPath}/etcd.yaml`, 'manifest_unreadable'],
])('a static pod %s that may not be read is a reason, and the verdict is unknown', async (_, path, reason) => {
  const node = hostTree();
  node.write(`${manifestPath}/etcd.yaml`, etcdPod());
  chmodSync(join(node.rootfs, path), 0o000);
  const { rules, sources } = await checkAsNobody(node);
  expect(rules.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  expect(rules[0]?.reasons).toContain(reason);
  expect(sources).toMatchObject([
    {
      source: 'manifest',
      up: false,
      reasons: [reason],
      details: [`${path} may not be read (permission denied)`],
    },
    { source: 'process', up: true },
  ]);
});

test('a static pod directory inside one that may not be searched is still known to be wanted', async () => {
  const node = hostTree();
  node.write(`${manifestPath}/etcd.yaml`, etcdPod());
  chmodSync(join(node.rootfs, 'etc/kubernetes'), 0o000);
  const { rules, sources } = await checkAsNobody(node);
  expect(rules.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  expect(sources[0]).toMatchObject({
    source: 'manifest',
    up: false,
    reasons: ['manifest_directory_unreadable'],
  });
});

test('an unreadable file leaves the verdict to a readable one, and the source is down all the same', async () => {
  const node = hostTree();
  node.write(`${manifestPath}/etcd.yaml`, etcdPod());
  node.write(`${manifestPath}/secret.yaml`, 'x');
  chmodSync(join(node.manifests, 'secret.yaml'), 0o000);
  const { rules, sources } = await checkAsNobody(node);
  expect(rules.map(({ status }) => status)).toEqual(['pass', 'pass']);
  expect(sources[0]).toMatchObject({ up: false, reasons: ['manifest_unreadable'] });
});

test('a process directory that may not be read is a reason', async () => {
  const node = hostTree();
  chmodSync(join(node.rootfs, 'proc'), 0o000);
  const { sources } = await checkAsNobody(node);
  expect(sources.at(-1)).toMatchObject({ source: 'process', up: false, reasons: ['procfs_unreadable'] });
});

test('a command line that may not be read may be anything, so the host is not seen whole', async () => {
  const node = hostTree();
  node.write('proc/7/cmdline', 'etcd\0');
  chmodSync(join(node.rootfs, 'proc/7/cmdline'), 0o000);
  const { rules, sources } = await checkAsNobody(node);
  expect(rules[0]).toMatchObject({ status: 'unknown' });
  expect(sources.at(-1)).toMatchObject({ up: false, reasons: ['host_processes_not_visible'] });
});

test('the environment of a foreign process leaves open what it could hold', async () => {
  const node = hostTree();
  node.write('proc/7/cmdline', 'etcd\0--name=a\0');
  node.write('proc/7/stat', `7 (etcd) S ${'0 '.repeat(18)}99 0\n`);
  node.write('proc/7/environ', 'ETCD_PEER_CLIENT_CERT_AUTH=true\0');
  chmodSync(join(node.rootfs, 'proc/7/environ'), 0o000);
  const { rules, sources } = await checkAsNobody(node);
  expect(rules.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  expect(rules[1]?.reasons).toEqual(['environment_unreadable']);
  expect(sources.at(-1)).toMatchObject({ up: true, reasons: ['environment_unreadable'] });
});

test.skipIf(!mayFork)('a process directory without the host is not taken for one without etcd', async () => {
  const node = hostTree();
  const through = [...unshare, '--pid', '--fork', '--mount-proc', '--kill-child'];
  const args = ['check', '--output=json', `--path.rootfs=${node.rootfs}`, '--path.procfs=/proc'];
  const outcome = await runPeerproof([...args, '--no-etcd=not_applicable'], { through });
  expect(outcome.code).toBe(2);
  const { rules, sources } = reportOf(outcome);
  expect(rules[0]).toMatchObject({
    status: 'unknown',
    reasons: ['etcd_not_found', 'host_processes_not_visible'],
  });
  expect(sources.at(-1)).toMatchObject({
    up: false,
    details: ['/proc shows only the processes of a container'],
  });
});

test.skipIf(!mayFork || !hasKernelThreads())('the process directory of a host is believed', async () => {
  const { rootfs } = hostTree();
  const args = ['check', '--output=json', `--path.rootfs=${rootfs}`, '--path.procfs=/proc', '--probe=off'];
  const { sources } = reportOf(await runPeerproof(args));
  expect(sources.at(-1)).toMatchObject({ source: 'process', up: true });
});

describe.skipIf(!mayMount)('a mounted static pod directory', () => {
  /** The agent in a mount namespace of its own, where `host` is mounted on another directory. */
  async function serveMounted(ending: string) {
    const host = join(temporaryDirectory(), 'manifests');
    const mounted = temporaryDirectory();
    mkdirSync(host);
    writeFileSync(join(host, 'etcd.yaml'), etcdPod());
    const script = 'mount --bind "$0" "$1" && shift && exec "$@"';
    const agent = await servePeerproof(
      [`--path.manifests=${mounted}${ending}`, `--path.procfs=${hostTree().rootfs}/proc`],
      { through: [...unshare, '--mount', 'sh', '-c', script, host, mounted] },
    );
    const report = async (): Promise<JsonReport> =>
      (await (await fetch(`${agent.web}/api/v1/report`)).json()) as JsonReport;
    const health = async (): Promise<number> => (await fetch(`${agent.health}/healthz`)).status;
    return { host, report, health };
  }

  test('is read, and healthy', async () => {
    const { report, health } = await serveMounted('');
    expect((await report()).rules.map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(await health()).toBe(200);
  });

  test.each([
    ['', 'removed', (host: string) => rmSync(host, { recursive: true })],
    ['', 'renamed', (host: string) => renameSync(host, `${host}.old`)],
    ['/.//', 'renamed', (host: string) => renameSync(host, `${host}.old`)],
  ])(
    'named with "%s" at the end is stale once the host has %s it, and asks for a restart',
    async (ending, _, change) => {
      const { host, report, health } = await serveMounted(ending);
      change(host);
      mkdirSync(host);
      const { rules, sources } = await report();
      expect(rules.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
      expect(sources[0]).toMatchObject({ up: false, reasons: ['mount_stale'] });
      expect(await health()).toBe(503);
    },
  );
});
