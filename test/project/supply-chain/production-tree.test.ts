// docs/dependencies.md and package-lock.json say the same, and what is locked is fit to run as root.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import {
  directDependencies,
  productionTree,
  readLockFile,
  repository,
} from '../../../scripts/production-tree.ts';

const lockFile = readLockFile();
const tree = productionTree(lockFile);
const page = readFileSync(join(repository, 'docs/dependencies.md'), 'utf8');
const allowedLicences = ['Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'];

/** The packages that `path` brings along, itself not counted. */
function broughtBy(path: string, found = new Set<string>()): ReadonlySet<string> {
  for (const needed of tree.find((one) => one.path === path)?.needs ?? []) {
    if (found.has(needed)) continue;
    found.add(needed);
    broughtBy(needed, found);
  }
  return found;
}

test('the packages that npm installs without the tools are those that the program needs', () => {
  const locked = Object.entries(lockFile.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  expect(locked.map(([path]) => path).toSorted()).toEqual(tree.map(({ path }) => path));
});

test('the page names what the program names, with what each brings along', () => {
  const rows = page.matchAll(/^\| `(\S+)` (\S+) \| (\S+) \| (\d+) \|/gm);
  const direct = tree.filter(({ path }) => directDependencies(lockFile).includes(path));
  expect([...rows].map(([, ...cells]) => cells)).toEqual(
    direct.map(({ path, name, version, license }) => [name, version, license, `${broughtBy(path).size}`]),
  );
});

test('the page names every package that is brought along, and by which', () => {
  const rows = page.matchAll(/^\| `(\S+)` \| (\S+) \| (\S+) \| ([\w, -]+) \|$/gm);
  const direct = directDependencies(lockFile).toSorted();
  const brought = tree.filter(({ path }) => !direct.includes(path));
  expect([...rows].map(([, ...cells]) => cells)).toEqual(
    brought.map(({ path, name, version, license }) => {
      const by = direct
        .filter((one) => broughtBy(one).has(path))
        .map((one) => one.replace('node_modules/', ''));
      return [name, version, license, by.join(', ')];
    }),
  );
});

test('the numbers of the page are right', () => {
  expect(page).toContain(`**${tree.length} packages**`);
  const named = Object.keys(packageJson.dependencies).length;
  expect(page).toContain(`: ${named} that it names in \`package.json\`, and ${tree.length - named} that`);
  for (const licence of allowedLicences) {
    const count = tree.filter(({ license }) => license === licence).length;
    expect(page).toContain(`\n- ${licence}: ${count} packages\n`);
  }
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
