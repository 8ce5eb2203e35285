// The examples of docs/config.md, run one after the other in a directory with the files that the page shows.

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasKubectl } from '../../support/manifests/kustomize.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { readPage, timeless } from '../../support/docs/page.ts';

const page = readPage('docs/config.md');
const files = [...page.matchAll(/`([\w./+-]+\.yaml)`[^`]*:\n\n```yaml\n([^]*?)^```$/gm)];
const examples = [...page.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)].map(
  ([, command = '', output = '']) => ({
    command,
    output,
  }),
);

/** A directory with the files of the page, and `peerproof` on the path. */
function checkout(): { readonly cwd: string; readonly path: string } {
  const cwd = temporaryDirectory();
  for (const [, name = '', text = ''] of files) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const bin = join(cwd, '.bin');
  mkdirSync(bin);
  const start = `#!/bin/sh\nexec '${node}' '${join(repository, 'src/main.ts')}' "$@"\n`;
  writeFileSync(join(bin, 'peerproof'), start, { mode: 0o755 });
  return { cwd, path: `${bin}:${process.env['PATH']}` };
}

test('the page shows two files, and enough examples', () => {
  expect(files.map(([, name]) => name)).toEqual(['etcd.yaml', 'patches/etcd+json.yaml']);
  expect(examples).toHaveLength(4);
});

describe.skipIf(!hasKubectl())('in a checkout', () => {
  test.each(examples)('$command prints what docs/config.md shows', ({ command, output }) => {
    const { cwd, path } = checkout();
    const stdout = execFileSync('bash', ['-c', command], { cwd, encoding: 'utf8', env: { PATH: path } });
    expect(timeless(stdout)).toBe(timeless(output));
  });
});
