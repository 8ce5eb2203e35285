import { expect, test } from 'vitest';
import { createBurstBudget } from '../../../src/agent/burst-budget.ts';

/** How many frequent looks are granted when one asks every 10 ms for so long. */
function granted(mayBurst: (at: number) => boolean, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 10) if (mayBurst(at)) count += 1;
  return count;
}

test('seconds of frequent looks are granted to a node that was quiet', () => {
  expect(granted(createBurstBudget(), 0, 2500)).toBe(250);
});

test('a node that never rests gets a few frequent looks a second', () => {
  const mayBurst = createBurstBudget();
  granted(mayBurst, 0, 60_000);
  const aSecond = granted(mayBurst, 60_000, 61_000);
  expect(aSecond).toBeGreaterThan(0);
  expect(aSecond).toBeLessThanOrEqual(10);
});

test('rest fills the budget again, and not beyond its size', () => {
  const mayBurst = createBurstBudget();
  granted(mayBurst, 0, 10_000);
  expect(granted(mayBurst, 3_600_000, 3_610_000)).toBeLessThanOrEqual(370);
});

test('a clock that is set back grants nothing extra', () => {
  const mayBurst = createBurstBudget();
  granted(mayBurst, 1_000_000, 1_010_000);
  expect(mayBurst(0)).toBe(false);
});
