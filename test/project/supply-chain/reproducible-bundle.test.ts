import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { productionTree, readLockFile } from '../../../scripts/production-tree.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const copied = ['package.json', 'package-lock.json', 'scripts/bundle.ts', 'assets', 'src'];
const packages = productionTree(readLockFile()).map(({ path }) => path);
const compiler = ['node_modules/esbuild', 'node_modules/@esbuild'];

/** Builds the bundle from a copy, as the image does: the files by name, with what is between them and nothing else. */
function bundleIn(directory: string): Readonly<Record<string, string>> {
  mkdirSync(directory, { recursive: true });
  for (const path of [...copied, ...packages, ...compiler])
    cpSync(realpathSync(join(repository, path)), join(directory, path), { recursive: true });
  execFileSync(node, ['scripts/bundle.ts'], { cwd: directory });
  const dist = join(directory, 'dist');
  return Object.fromEntries(readdirSync(dist).map((name) => [name, readFileSync(join(dist, name), 'utf8')]));
}

test('the bundle is the same bytes wherever it is built', () => {
  const root = temporaryDirectory();
  const shallow = bundleIn(join(root, 'a'));
  const deep = bundleIn(join(root, 'another/and a longer/name'));
  expect(Object.keys(shallow)).toEqual(['licenses.txt', 'peerproof.js', 'peerproof.js.map']);
  for (const [name, text] of Object.entries(shallow))
    expect({ name, same: deep[name] === text }).toEqual({ name, same: true });
  expect(JSON.stringify(shallow)).not.toContain(root);
});

test('a file that the image does not copy changes nothing', () => {
  const root = temporaryDirectory();
  const without = bundleIn(join(root, 'a'));
  mkdirSync(join(root, 'b'));
  for (const name of ['tsconfig.json', 'README.md'])
    writeFileSync(join(root, 'b', name), readFileSync(join(repository, name)));
  expect(bundleIn(join(root, 'b'))['peerproof.js'] === without['peerproof.js']).toBe(true);
});
