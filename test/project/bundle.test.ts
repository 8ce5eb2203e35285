import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { node, repository, servePeerproof } from '../support/peerproof-process.ts';

const bundle = join(repository, 'dist/peerproof.js');

beforeAll(() => execFileSync(node, [join(repository, 'scripts/bundle.ts')], { cwd: repository }));

function run(...args: readonly string[]): { readonly code: number; readonly output: string } {
  try {
    return { code: 0, output: execFileSync(node, args, { cwd: '/', encoding: 'utf8', stdio: 'pipe' }) };
  } catch (error) {
    const { status, stderr } = error as { readonly status: number; readonly stderr: string };
    return { code: status, output: stderr };
  }
}

test('the bundled program says the same as the one of many files', () => {
  expect(run(bundle, '--help')).toEqual(run(join(repository, 'src/main.ts'), '--help'));
});

test('the bundled program serves the style and the script of the page, where it may not read their files', async () => {
  const allowed = [`${dirname(bundle)}/*`, '/etc/*', '/proc/*', '/var/*'].map((path) => `--allow-fs-read=${path}`);
  const program = [node, '--permission', ...allowed, bundle];
  const { web } = await servePeerproof(['--probe=off'], { program });
  const page = await (await fetch(web)).text();
  for (const name of ['page.css', 'page.js'])
    expect(page).toContain(readFileSync(join(repository, 'assets', name), 'utf8'));
});

test('an error in the bundled program names the file and line of its source', () => {
  const breaking = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
    os.hostname = () => { throw new Error('a bug') }; syncBuiltinESMExports();`;
  const before = `data:text/javascript,${encodeURIComponent(breaking)}`;
  const { code, output } = run('--enable-source-maps', '--import', before, bundle, 'check');
  expect(code).toBe(3);
  const [, line = ''] = /at run \(.*\/src\/main\.ts:(\d+):\d+\)/.exec(output) ?? [];
  const source = readFileSync(join(repository, 'src/main.ts'), 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('hostname()');
});

test('the licence of every bundled package is passed on', () => {
  const licenses = readFileSync(join(repository, 'dist/licenses.txt'), 'utf8');
  for (const name of ['bcryptjs', 'fastify', 'prom-client', 'chokidar', 'yaml'])
    expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
});
