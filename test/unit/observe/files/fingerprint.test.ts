import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPathFingerprints, type PathFingerprints } from '../../../../src/observe/files/fingerprint.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

type Noted = { readonly root: string; readonly file: string; readonly fingerprints: PathFingerprints };

/** A file, noted once it is old enough to be trusted. */
async function noted(): Promise<Noted> {
  const root = temporaryDirectory();
  const file = join(root, 'file');
  writeFileSync(file, 'one');
  symlinkSync('file', join(root, 'link'));
  mkdirSync(join(root, 'directory'));
  await sleep(80);
  const fingerprints = createPathFingerprints(Date.now);
  for (const path of ['/file', '/link', '/directory', '/none']) await fingerprints.record(root, path);
  return { root, file, fingerprints };
}

test('nothing has changed while nothing changes, however often one looks', async () => {
  const { fingerprints } = await noted();
  for (let look = 0; look < 5; look += 1) {
    expect(fingerprints.haveChanged('quick')).toBe(false);
    expect(fingerprints.haveChanged('full')).toBe(false);
  }
});

test.each<[string, (root: string) => void]>([
  ['other content', (root) => writeFileSync(join(root, 'file'), 'longer than before')],
  ['content of the same size', (root) => writeFileSync(join(root, 'file'), 'two')],
  [
    'content of the same size and time',
    (root) => {
      writeFileSync(join(root, 'file'), 'two');
      utimesSync(join(root, 'file'), 1, 1);
    },
  ],
  ['other rights', (root) => chmodSync(join(root, 'file'), 0o600)],
  ['a removal', (root) => rmSync(join(root, 'file'))],
  [
    'a replacement by rename',
    (root) => {
      writeFileSync(join(root, 'new'), 'one');
      renameSync(join(root, 'new'), join(root, 'file'));
    },
  ],
  [
    'a link that leads elsewhere',
    (root) => {
      writeFileSync(join(root, 'other'), 'one');
      symlinkSync('other', join(root, 'link.new'));
      renameSync(join(root, 'link.new'), join(root, 'link'));
    },
  ],
  ['a file in a noted directory', (root) => writeFileSync(join(root, 'directory/new'), '')],
  ['a file where there was none', (root) => writeFileSync(join(root, 'none'), '')],
])('%s is a change', async (_, change) => {
  const { root, fingerprints } = await noted();
  change(root);
  expect(fingerprints.haveChanged('full')).toBe(true);
});

test('a file that was written a moment before it was noted is read once more, so that no quick rewrite is missed', async () => {
  const root = temporaryDirectory();
  const file = join(root, 'file');
  for (let round = 0; round < 100; round += 1) {
    const fingerprints = createPathFingerprints(Date.now);
    writeFileSync(file, 'one');
    await fingerprints.record(root, '/file');
    writeFileSync(file, 'two');
    expect(fingerprints.haveChanged('full')).toBe(true);
  }
  await sleep(80);
  const settled = createPathFingerprints(Date.now);
  await settled.record(root, '/file');
  expect(settled.haveChanged('full')).toBe(false);
});

test('what cannot be looked at is the same as long as it cannot', async () => {
  const root = temporaryDirectory();
  symlinkSync('loop', join(root, 'loop'));
  const fingerprints = createPathFingerprints(Date.now);
  await fingerprints.record(root, '/loop');
  expect(fingerprints.haveChanged('full')).toBe(false);
  rmSync(join(root, 'loop'));
  expect(fingerprints.haveChanged('full')).toBe(true);
});
