// A collection of real distributions' configurations, where one lies beside the checkout: it is not part of the project.
// One folder each: rootfs/ with its proc, and expected.json with the statuses that are right for each control.

import { cpSync, existsSync, globSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assessTree, statusesOf } from '../support/observed-node.ts';
import { repository } from '../support/peerproof-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { publicTrees } from '../support/public-trees.ts';

type Verdict = Readonly<Record<'2.4' | '2.5', readonly string[]>>;

const named = process.env['PEERPROOF_DISTRIBUTIONS'];
const collection = named ?? join(repository, '../shared/distros');
const distributions = existsSync(collection)
  ? readdirSync(collection).filter((name) => existsSync(join(collection, name, 'expected.json')))
  : [];

/** The collection stores links as files that hold their text. */
function restoreLinks(rootfs: string): void {
  for (const link of globSync(join(rootfs, 'proc/*/{exe,cwd,root}'))) {
    if (!lstatSync(link).isFile()) continue;
    const target = readFileSync(link, 'utf8');
    rmSync(link);
    symlinkSync(target, link);
  }
}

function treeOf(name: string): string {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  cpSync(join(collection, name, 'rootfs'), rootfs, { recursive: true, verbatimSymlinks: true });
  restoreLinks(rootfs);
  return rootfs;
}

const isAbsent = distributions.length === 0 && named === undefined;
const absence = `No distributions at ${collection}: not judged (PEERPROOF_DISTRIBUTIONS names another place)`;
if (isAbsent) console.warn(absence);

test('the collection of distributions is whole', ({ skip }) => {
  skip(isAbsent, absence);
  expect(distributions.toSorted()).toEqual(Object.values(publicTrees).flat().toSorted());
});

test.each(distributions)('%s is judged as its expected.json says', async (name) => {
  const { verdict } = JSON.parse(readFileSync(join(collection, name, 'expected.json'), 'utf8')) as {
    readonly verdict: Verdict;
  };
  const statuses = statusesOf(await assessTree(treeOf(name)));
  for (const control of ['2.4', '2.5'] as const) expect(verdict[control]).toContain(statuses[control]);
});
