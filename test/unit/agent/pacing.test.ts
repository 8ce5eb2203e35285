import { expect, test } from 'vitest';
import { createPacing } from '../../../src/agent/pacing.ts';

/** How many assessments hints lead to that come all the time for so many milliseconds. */
function underHints(from: number, to: number, pacing = createPacing()): number {
  let count = 0;
  for (let at = from; at < to;) {
    const wait = pacing.wait(at);
    at += Math.max(wait, 1);
    if (at >= to) break;
    pacing.take(at);
    count += 1;
  }
  return count;
}

test('a lone hint never waits, nor do a few in a row', () => {
  const pacing = createPacing();
  for (const at of [1000, 1010, 1020, 1030]) {
    expect(pacing.wait(at)).toBe(0);
    pacing.take(at);
  }
});

test('a second of endless hints leads to fewer than twenty assessments', () => {
  const count = underHints(5000, 6000);
  expect(count).toBeGreaterThan(5);
  expect(count).toBeLessThan(20);
});

test('endless hints go on leading to assessments, none waits longer than 150 ms', () => {
  const pacing = createPacing();
  underHints(0, 60_000, pacing);
  expect(pacing.wait(60_000)).toBeLessThanOrEqual(150);
  expect(underHints(60_000, 70_000, pacing)).toBeGreaterThan(60);
});
