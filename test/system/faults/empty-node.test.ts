import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { watchAgent } from '../../support/faults/watched-agent.ts';

test('an empty root directory is unknown, and everything that appears in it counts from then on', async () => {
  const rootfs = temporaryDirectory();
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  const seen = await agent.look();
  expect(seen.verdict).toBe('unknown / unknown');
  expect(seen.reasons).toEqual(['etcd_not_found', 'procfs_unreadable']);
  // Nobody named a manifest directory, and none is there: that source is not switched on.
  expect(seen.sources).toEqual({ process: false });
  expect(await agent.errors('process', 'procfs_unreadable')).toBeGreaterThan(0);
  expect(await agent.health()).toBe(200);
  mkdirSync(join(rootfs, 'proc'));
  await agent.becomes('unknown / unknown', ['etcd_not_found'], 2500);
  mkdirSync(join(rootfs, manifestPath), { recursive: true });
  hostFile(rootfs);
  await agent.becomes('pass / pass', [], 2500);
});

test('a root directory that does not exist at all is unknown until it does', async () => {
  const rootfs = join(temporaryDirectory(), 'host');
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  expect((await agent.look()).reasons).toEqual(['etcd_not_found', 'procfs_unreadable']);
  mkdirSync(join(rootfs, 'proc'), { recursive: true });
  mkdirSync(join(rootfs, manifestPath), { recursive: true });
  hostFile(rootfs);
  await agent.becomes('pass / pass', [], 2500);
});

test('a manifest directory that the operator named and that is missing is a source that is down', async () => {
  const { rootfs, manifests } = hostTree();
  rmSync(manifests, { recursive: true });
  const options = [`--path.rootfs=${rootfs}`, `--path.manifests=${manifestPath}`, '--resync-interval=1h'];
  const agent = await watchAgent(options);
  const seen = await agent.look();
  expect(seen.reasons).toEqual(['etcd_not_found', 'manifest_directory_missing']);
  expect(seen.sources).toEqual({ manifest: false, process: true });
  mkdirSync(manifests);
  await agent.becomes('unknown / unknown', ['etcd_not_found'], 1000);
  hostFile(rootfs);
  await agent.logs(/to=pass/, 2500);
});

test('a procfs that vanishes leaves the verdict to the manifest, and its own source is down', async () => {
  const { rootfs } = hostTree();
  hostFile(rootfs);
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h']);
  expect((await agent.look()).sources).toEqual({ manifest: true, process: true });
  rmSync(join(rootfs, 'proc'), { recursive: true });
  const seen = await agent.look();
  expect([seen.verdict, seen.sources]).toEqual(['pass / pass', { manifest: true, process: false }]);
  mkdirSync(join(rootfs, 'proc'));
  expect((await agent.look()).sources).toEqual({ manifest: true, process: true });
});

function hostFile(rootfs: string): void {
  writeFileSync(join(rootfs, manifestPath, 'etcd.yaml'), etcdPod());
}
