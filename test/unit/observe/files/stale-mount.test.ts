import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMountWatch, parseMountRoot } from '../../../../src/observe/files/stale-mount.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const mountinfo = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 22 254:0 /srv/manifests /etc/kubernetes/manifests ro - ext4 /dev/vda rw
41 22 254:0 /srv/two\\040words\\011\\134x /mnt/two\\040words ro - ext4 /dev/vda rw
42 22 254:0 /gone//deleted /mnt/gone ro - ext4 /dev/vda rw
43 22 254:0 /under /mnt/over ro - ext4 /dev/vda rw
44 43 254:0 /over /mnt/over ro - ext4 /dev/vda rw
`;

test.each([
  ['/', '/'],
  ['/etc/kubernetes/manifests', '/srv/manifests'],
  ['/mnt/two words', '/srv/two words\t\\x'],
  ['/mnt/gone', '/gone//deleted'],
  ['/mnt/over', '/over'],
  ['/etc/kubernetes', undefined],
  ['/etc/kubernetes/manifests/below', undefined],
  ['', undefined],
])('the mount at %j shows %j', (path, root) => {
  expect(parseMountRoot(mountinfo, path)).toBe(root);
});

type Mounts = { readonly root: string; readonly write: (...lines: readonly string[]) => void };

/** A mountinfo of our own, whose mount points are below a directory of the test. */
function mounts(): Mounts & { readonly isRemounted: ReturnType<typeof createMountWatch> } {
  const root = temporaryDirectory();
  const file = join(temporaryDirectory(), 'mountinfo');
  mkdirSync(join(root, 'manifests'));
  return {
    root,
    write: (...roots) => {
      const lines = roots.map((one) => `40 22 254:0 ${one} ${join(root, 'manifests')} ro - ext4 /dev/vda rw\n`);
      writeFileSync(file, lines.join(''));
    },
    isRemounted: createMountWatch(file),
  };
}

test('a mount is remounted once it shows another directory, and stays so', async () => {
  const { root, write, isRemounted } = mounts();
  write('/srv/a');
  expect(await isRemounted(root, '/manifests')).toBe(false);
  expect(await isRemounted(root, '/manifests')).toBe(false);
  write('/srv/a.old');
  expect(await isRemounted(root, '/manifests')).toBe(true);
  expect(await isRemounted(root, '/manifests')).toBe(true);
});

test('a mount of a directory that is already removed is remounted at the first look', async () => {
  const { root, write, isRemounted } = mounts();
  write('/srv/a//deleted');
  expect(await isRemounted(root, '/manifests')).toBe(true);
});

test('a directory that is no mount, or without any mountinfo, is not remounted', async () => {
  const { root, write, isRemounted } = mounts();
  expect(await isRemounted(root, '/manifests')).toBe(false);
  write();
  expect(await isRemounted(root, '/manifests')).toBe(false);
});

test('a mount is known by each way to write its path', async () => {
  const { root, write, isRemounted } = mounts();
  symlinkSync('/manifests', join(root, 'link'));
  symlinkSync('loop', join(root, 'loop'));
  const ways = ['/manifests/', 'manifests', '//./manifests', '/x/../manifests', '/link'];
  write('/srv/a');
  for (const way of ways) expect(await isRemounted(root, way)).toBe(false);
  write('/srv/b');
  for (const way of ways) expect(await isRemounted(root, way)).toBe(true);
  expect(await isRemounted(root, '/loop')).toBe(false);
});
