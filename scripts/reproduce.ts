// `make reproduce`: compares packages and bundle of two fresh installations in two places. Exit 2: npm ci failed.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { productionTree, readLockFile, repository } from './production-tree.ts';

const copied = ['package.json', 'package-lock.json', '.npmrc', 'scripts/bundle.ts', 'assets', 'src'];
const root = mkdtempSync(join(tmpdir(), 'peerproof-reproduce-'));
process.exitCode = reproduce(['a', 'another/and a longer/name'].map((name) => join(root, name)));
rmSync(root, { recursive: true });

function reproduce(directories: readonly string[]): number {
  const builds: Readonly<Record<string, string>>[] = [];
  for (const directory of directories) {
    const problem = install(directory);
    if (problem !== undefined) {
      console.log(`Not reproduced: npm ci failed, so nothing was compared.\n${problem}`);
      return 2;
    }
    builds.push(build(directory));
  }
  const [first = {}, second = {}] = builds;
  for (const [name, hash] of Object.entries(first))
    console.log(`${name}: ${hash}${second[name] === hash ? '' : ` and ${second[name]}: DIFFERENT`}`);
  const same = JSON.stringify(first) === JSON.stringify(second);
  console.log(same ? 'Reproduced: the same bytes twice.' : 'Not reproduced.');
  return same ? 0 : 1;
}

/** Installs the packages. Returns the error message of npm when it fails. */
function install(directory: string): string | undefined {
  mkdirSync(directory, { recursive: true });
  for (const path of copied) cpSync(join(repository, path), join(directory, path), { recursive: true });
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr, error } = spawnSync('npm', words, { cwd: directory, encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr);
}

function build(directory: string): Readonly<Record<string, string>> {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/bundle.ts'], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const packages = createHash('sha256');
  // Only packages of the program count, and not npm's notes beside them (`.package-lock.json`).
  for (const { path } of productionTree(readLockFile())) addTree(packages, directory, path);
  const files = ['peerproof.js', 'peerproof.js.map', 'licenses.txt'];
  const hashes = files.map((name) => [
    `dist/${name}`,
    createHash('sha256')
      .update(readFileSync(join(directory, 'dist', name)))
      .digest('hex'),
  ]);
  return { 'node_modules, what runs': packages.digest('hex'), ...Object.fromEntries(hashes) };
}

function addTree(hash: ReturnType<typeof createHash>, base: string, path: string): void {
  const entries = readdirSync(join(base, path), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = `${path}/${entry.name}`;
    // Nested packages are entries of the list.
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) addTree(hash, base, inner);
    else
      hash
        .update(`${inner}\0`)
        .update(readFileSync(join(base, inner)))
        .update('\0');
  }
}
