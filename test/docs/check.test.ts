// The page docs/check.md shows what the program prints.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { materialiseNode } from '../fixtures/make-proc.ts';
import { repository, runPeerproof } from '../peerproof-process.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const page = readFileSync(join(repository, 'docs/check.md'), 'utf8');
const examples = [...page.matchAll(/^(`{3,})console\n\$ peerproof (.*)\n([^]*?)^\1$/gm)].map(
  ([, , command = '', output = '']) => ({ command, output }),
);

/** As at any moment, and of any version of peerproof; 2.1.0 is that of SARIF. */
function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?/g, 'TIME')
    .replaceAll(/"version": "(?!2\.1\.0")[^"]*"/g, '"version": "VERSION"');
}

test('there is an example of each format, of an explanation, and of the rules', () => {
  const formats = examples.map(({ command }) => / --output=(\w+)/.exec(command)?.[1] ?? 'table');
  expect(formats).toEqual(['table', 'json', 'junit', 'sarif', 'markdown', 'table', 'table']);
  expect(examples.map(({ command }) => command).filter((one) => one.includes('--explain'))).toHaveLength(1);
});

test.each(examples)('$command prints what docs/check.md shows', async ({ command, output }) => {
  const rootfs = join(temporaryDirectory(), 'rootfs');
  materialiseNode(join(repository, 'test/fixtures/nodes/text-check-fooled'), rootfs);
  const { stdout } = await runPeerproof(command.replace('NODE', rootfs).split(' '));
  expect(timeless(stdout)).toBe(timeless(output));
});
