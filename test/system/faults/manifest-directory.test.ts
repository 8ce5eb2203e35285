import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { etcdPod } from '../../support/etcd-pod.ts';
import { hostTree, manifestPath } from '../../support/host-tree.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { mountNamespace } from '../../support/faults/mount-namespace.ts';
import { type WatchedAgent, watchAgent } from '../../support/faults/watched-agent.ts';

const good = etcdPod();
const bad = etcdPod('--peer-client-cert-auth=false');
const notSet = ['client_cert_auth_false', 'enforced_by_trusted_ca_only'];

type Node = { readonly manifests: string; readonly file: string; readonly agent: WatchedAgent };

/** An agent on a node whose etcd is declared and does not run. */
async function compliantNode(through: readonly string[] = []): Promise<Node> {
  const { rootfs, manifests, write } = hostTree();
  chmodSync(rootfs, 0o755);
  write(`${manifestPath}/etcd.yaml`, good);
  const agent = await watchAgent([`--path.rootfs=${rootfs}`, '--resync-interval=1h'], through);
  expect((await agent.look()).verdict).toBe('pass / pass');
  return { manifests, file: join(manifests, 'etcd.yaml'), agent };
}

test('a deleted directory is unknown at once, and recovers when it is made again, also without a scrape', async () => {
  const { manifests, file, agent } = await compliantNode();
  const before = await agent.errors('manifest', 'manifest_directory_missing');
  rmSync(manifests, { recursive: true });
  const seen = await agent.look();
  expect(seen.verdict).toBe('unknown / unknown');
  expect(seen.reasons).toEqual(['etcd_not_found', 'manifest_directory_missing']);
  expect(seen.sources).toEqual({ manifest: false, process: true });
  expect(await agent.errors('manifest', 'manifest_directory_missing')).toBeGreaterThan(before);
  mkdirSync(manifests);
  writeFileSync(file, bad);
  await agent.logs(/to=fail/, 3000);
  await agent.becomes('pass / fail', notSet, 1000);
  writeFileSync(file, good);
  await agent.becomes('pass / pass', [], 1000);
  expect(await agent.health()).toBe(200);
});

test('a directory that is renamed away and replaced is read where it is now', async () => {
  const { manifests, file, agent } = await compliantNode();
  for (const [content, verdict, reasons] of [
    [bad, 'pass / fail', notSet],
    [good, 'pass / pass', []],
  ] as const) {
    mkdirSync(`${manifests}.new`);
    writeFileSync(join(`${manifests}.new`, 'etcd.yaml'), content);
    renameSync(manifests, `${manifests}.${verdict.length}${reasons.length}`);
    renameSync(`${manifests}.new`, manifests);
    const seen = await agent.look();
    expect([seen.verdict, seen.reasons]).toEqual([verdict, reasons]);
  }
  // The watcher that was left behind on the old directory is not needed either.
  writeFileSync(file, bad);
  await agent.logs(/from=pass to=fail[^]*from=pass to=fail/, 3000);
});

describe.skipIf(cannot('mount in a namespace of its own'))('a directory under a mount', () => {
  test('is read through the mount that is there now: mounted over, unmounted, and another one mounted', async () => {
    const namespace = await mountNamespace();
    const { manifests, agent } = await compliantNode(namespace.through);
    const others = [bad, good].map((content) => {
      const directory = temporaryDirectory();
      writeFileSync(join(directory, 'etcd.yaml'), content);
      return directory;
    });
    const [withBad = '', withGood = ''] = others;
    namespace.run('mount --bind "$1" "$2"', withBad, manifests);
    await agent.becomes('pass / fail', notSet, 1000);
    namespace.run('umount "$1"', manifests);
    await agent.becomes('pass / pass', [], 1000);
    namespace.run('mount --bind "$1" "$2"', withBad, manifests);
    await agent.becomes('pass / fail', notSet, 1000);
    namespace.run('umount "$2" && mount --bind "$1" "$2"', withGood, manifests);
    await agent.becomes('pass / pass', [], 1000);
    expect(await agent.health()).toBe(200);
  });

  test('on a full disk holds a half-written edit: unknown until there is room for the rest', async () => {
    const namespace = await mountNamespace();
    const { manifests, agent } = await compliantNode(namespace.through);
    namespace.run('mount -t tmpfs -o size=64k disk "$1"', manifests);
    const source = join(temporaryDirectory(), 'etcd.yaml');
    // The end of the text is what decides; a page that holds all but that still fits.
    writeFileSync(source, `# ${'x'.repeat(4096)}\n${bad}`);
    const fill =
      'dd if=/dev/zero of="$1/.filler" bs=4k count=15 2>/dev/null; cat "$2" >"$1/etcd.yaml" 2>/dev/null || true';
    namespace.run(fill, manifests, source);
    const seen = await agent.look();
    expect(seen.verdict).toBe('unknown / unknown');
    expect(seen.reasons).toEqual(['etcd_not_found', 'manifest_invalid']);
    expect(seen.sources['manifest']).toBe(false);
    namespace.run('rm "$1/.filler" && cat "$2" >"$1/etcd.yaml"', manifests, source);
    await agent.becomes('pass / fail', notSet, 1000);
  });
});

describe.skipIf(cannot('drop capabilities'))('without the capabilities that override file modes', () => {
  const bare = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];

  test.each([
    ['directory', (node: Node) => node.manifests, 'manifest_directory_unreadable', 0o755],
    ['file', (node: Node) => node.file, 'manifest_unreadable', 0o600],
  ])('a %s that may not be read is unknown until it may', async (_, pathOf, reason, mode) => {
    const node = await compliantNode(bare);
    const path = pathOf(node);
    chmodSync(path, 0o000);
    const seen = await node.agent.look();
    expect(seen.verdict).toBe('unknown / unknown');
    expect(seen.reasons).toEqual(['etcd_not_found', reason]);
    expect(seen.sources['manifest']).toBe(false);
    expect(await node.agent.errors('manifest', reason)).toBeGreaterThan(0);
    chmodSync(path, mode);
    await node.agent.becomes('pass / pass', [], 1000);
    expect(readFileSync(node.file, 'utf8')).toBe(good);
  });
});
