// The command that takes the pictures of the pages, with what it leaves behind.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const run = promisify(execFile);
const script = join(repository, 'scripts/screenshots.ts');
const images = join(repository, 'docs/images');

function sizeOf(file: string): { readonly width: number; readonly height: number } {
  const header = readFileSync(file);
  expect(header.toString('latin1', 1, 4)).toBe('PNG');
  return { width: header.readUInt32BE(16), height: header.readUInt32BE(20) };
}

/** But for the height, which is a little different with the fonts of another machine. */
function expectSame(taken: string, kept: string): void {
  const [one, other] = [sizeOf(taken), sizeOf(kept)];
  expect(one.width).toBe(other.width);
  expect(Math.abs(one.height / other.height - 1)).toBeLessThan(0.1);
  for (const file of [taken, kept]) expect(statSync(file).size).toBeLessThan(150 * 1024);
}

describe.skipIf(!hasRequiredTools('chromium', 'pngquant'))('make screenshots', () => {
  test('takes each picture that docs/images has, and no other', async () => {
    const output = temporaryDirectory();
    await run(process.execPath, [script, `--output=${output}`]);
    const names = readdirSync(output).toSorted();
    expect(names).toEqual(readdirSync(images).toSorted());
    for (const name of names) expectSame(join(output, name), join(images, name));
  });
});
