// What package-lock.json locks is fit to run as root.

import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { productionTree, readLockFile } from '../../../scripts/production-tree.ts';

const lockFile = readLockFile();
const tree = productionTree(lockFile);
const allowedLicences = ['Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'];

test('the packages that npm installs without the tools are those that the program needs', () => {
  const locked = Object.entries(lockFile.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  expect(locked.map(([path]) => path).toSorted()).toEqual(tree.map(({ path }) => path));
});

test.each(tree.map((one) => [`${one.name} ${one.version}`, one] as const))(
  '%s has an allowed licence, a strong hash and no script of its own at installation',
  (_, { license, integrity, hasInstallScript, version }) => {
    expect(allowedLicences).toContain(license);
    expect(integrity).toMatch(/^sha512-[\w+/]{86}==$/);
    expect(hasInstallScript).toBe(false);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  },
);

test('every package that package.json names is pinned to one version', () => {
  const { dependencies, devDependencies } = packageJson;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
});

test('every package of the lock file has a hash, the tools included', () => {
  const entries = Object.entries(lockFile.packages).filter(([path]) => path !== '');
  expect(entries.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
});
