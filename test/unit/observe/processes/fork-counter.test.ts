import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forkCount, isKernelCounter } from '../../../../src/observe/processes/fork-counter.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

function countIn(stat: string): number | undefined {
  const procfs = temporaryDirectory();
  writeFileSync(join(procfs, 'stat'), stat);
  return forkCount(procfs);
}

test('every fork moves the counter', () => {
  const before = forkCount('/proc') ?? Number.NaN;
  for (let made = 1; made <= 20; made += 1) {
    spawnSync('true');
    expect(forkCount('/proc')).toBeGreaterThanOrEqual(before + made);
  }
});

test('the counter is found behind 200 KiB of interrupts, wherever a page ends', () => {
  const intr = `intr 1${' 0'.repeat(100 * 1024)}`;
  for (let more = 0; more < 40; more += 1)
    expect(countIn(`cpu 1\n${intr}${'0'.repeat(more)}\nprocesses 1234567890\nprocs_running 1\n`)).toBe(1_234_567_890);
});

test.each([
  ['cut within its number', 'cpu 1\nprocesses 12345'],
  ['that counts nothing', 'cpu 1\nprocesses 0\nprocs_running 1\n'],
  ['that is no number', 'cpu 1\nprocesses many\n'],
  ['of another name', 'cpu 1\nmy processes 5\n'],
  ['beyond 1 MiB', `cpu ${'0'.repeat(1024 * 1024)}\nprocesses 5\n`],
])('there is no counter in a file with one %s', (_, stat) => {
  expect(countIn(stat)).toBeUndefined();
});

test('there is no counter without a file', () => {
  expect(forkCount(temporaryDirectory())).toBeUndefined();
});

test("a counter is the kernel's in a procfs alone", () => {
  expect(isKernelCounter('/proc')).toBe(true);
  const procfs = temporaryDirectory();
  writeFileSync(join(procfs, 'stat'), 'cpu 1\nprocesses 5\n');
  expect(isKernelCounter(procfs)).toBe(false);
  expect(isKernelCounter('/none')).toBe(false);
});
