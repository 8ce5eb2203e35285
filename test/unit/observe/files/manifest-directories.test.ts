import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  isDirectory,
  isDirectoryAsync,
  knownDirectories,
} from '../../../../src/observe/files/manifest-directories.ts';
import { hostTree, manifestPath } from '../../../support/host-tree.ts';

test('a static pod directory is found where distributions have it, by default', async () => {
  const node = hostTree();
  for (const path of ['var/lib/rancher/rke2/agent/pod-manifests', 'etc/origin/node'])
    mkdirSync(join(node.rootfs, path), { recursive: true });
  node.write('etc/origin/node/pods', 'a file');
  const expected = [manifestPath, '/var/lib/rancher/rke2/agent/pod-manifests'];
  expect(knownDirectories.filter((path) => isDirectory(node.rootfs, path))).toEqual(expected);
  for (const path of knownDirectories)
    expect(await isDirectoryAsync(node.rootfs, path)).toBe(expected.includes(path));
});
