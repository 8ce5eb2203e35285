import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDirectory, isDirectoryAsync, knownDirectories } from '../../../../src/observe/files/manifest-directories.ts';
import { hostTree, manifestPath } from '../../../support/host-tree.ts';

test('a static pod directory is found where distributions have it, by default', async () => {
  const node = hostTree();
  for (const path of ['var/lib/rancher/rke2/agent/pod-manifests', 'etc/origin/node'])
    mkdirSync(join(node.rootfs, path), { recursive: true });
  node.write('etc/origin/node/pods', 'a file');
  const expected = [manifestPath, '/var/lib/rancher/rke2/agent/pod-manifests'];
  expect(knownDirectories.filter((path) => isDirectory(node.rootfs, path))).toEqual(expected);
  for (const path of knownDirectories) expect(await isDirectoryAsync(node.rootfs, path)).toBe(expected.includes(path));
});

test('paths that the permission model of Node.js denies are errors of their directory, and no exceptions', () => {
  const repository = join(import.meta.dirname, '../../../..');
  const script = `
    import { createNodeFiles } from '${repository}/src/observe/files/node-files.ts';
    const paths = { rootfs: '/', procfs: '/proc' };
    const known = createNodeFiles({ ...paths, manifests: [] }, Date.now);
    const named = createNodeFiles({ ...paths, manifests: ['/etc'] }, Date.now);
    const read = [await known.readManifests(), await named.readManifests()];
    named.haveChanged('full');
    console.log(JSON.stringify([known.haveChanged('full'), ...read]));`;
  const permissions = ['--permission', `--allow-fs-read=${repository}/*`];
  const output = execFileSync(process.execPath, [...permissions, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const error = { reason: 'manifest_directory_unreadable', detail: expect.stringContaining('/etc ') };
  expect(JSON.parse(output)).toEqual([false, [], [{ path: '/etc', files: { ok: false, error } }]]);
});
