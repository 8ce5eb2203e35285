// The example outputs of docs/usage.md. run-commands.test.ts runs those of a node; those of `config` run here, beside the files they judge.

import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { hasKubectl } from '../../support/manifests/kustomize.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { everyCommand } from '../../support/docs/commands.ts';
import { readPage, timeless } from '../../support/docs/page.ts';

const page = readPage('docs/usage.md');
const directory = join(repository, 'docs/examples');
const examples = everyCommand().filter(({ page: from, output }) => from === 'docs/usage.md' && output !== undefined);
const configurations = examples.filter(({ text }) => / ?peerproof config /.test(text));

/** A copy of the examples with `peerproof` on the path. */
function checkout(): { readonly cwd: string; readonly path: string } {
  const cwd = temporaryDirectory();
  cpSync(directory, cwd, { recursive: true });
  const bin = join(cwd, '.bin');
  mkdirSync(bin);
  const start = `#!/bin/sh\nexec '${node}' '${join(repository, 'src/main.ts')}' "$@"\n`;
  writeFileSync(join(bin, 'peerproof'), start, { mode: 0o755 });
  return { cwd, path: `${bin}:${process.env['PATH']}` };
}

describe('the examples of docs/usage.md', () => {
  it('have one of each format, an explanation, and the rules', () => {
    const formats = examples.map(({ text }) => /peerproof .* --output=(\w+)/.exec(text)?.[1] ?? 'table');
    expect(new Set(formats)).toEqual(new Set(['table', 'json', 'junit', 'sarif', 'markdown']));
    expect(examples.filter(({ text }) => text.includes('--explain'))).toHaveLength(1);
    expect(examples.filter(({ text }) => text.startsWith('peerproof rules '))).toHaveLength(1);
    expect(configurations).toHaveLength(3);
  });

  it('are all that docs/examples holds', () => {
    const files = globSync('**/*.*', { cwd: directory });
    const inputs = files.filter((file) => configurations.some(({ text }) => text.includes(file)));
    const outputs = [...page.matchAll(/\]\(examples\/([\w.-]+)\)/g)].map(([, file = '']) => file);
    expect([...inputs, ...outputs].toSorted()).toEqual(files.toSorted());
  });
});

describe.skipIf(!hasKubectl())('in a checkout', () => {
  test.each(configurations)('$text prints what docs/examples shows', ({ text, output = '' }) => {
    const { cwd, path } = checkout();
    const ended = `${text}; [ $? -lt 3 ]`;
    const stdout = execFileSync('bash', ['-c', ended], { cwd, encoding: 'utf8', env: { PATH: path } });
    expect(timeless(stdout)).toBe(timeless(output));
  });
});
