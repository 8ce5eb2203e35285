import { describe, expect, test } from 'vitest';
import { createHintBudget, createLookPauses } from '../../../src/agent/pacing.ts';

/** How many assessments hints lead to that come all the time for so many milliseconds. */
function underHints(from: number, to: number, budget = createHintBudget()): number {
  let count = 0;
  for (let at = from; at < to;) {
    const wait = budget.wait(at);
    at += Math.max(wait, 1);
    if (at >= to) break;
    if (budget.take(at)) count += 1;
  }
  return count;
}

describe('hints', () => {
  test('do not wait where they are alone, or a few in a row', () => {
    const budget = createHintBudget();
    for (const at of [1000, 1010, 1020, 1030]) {
      expect(budget.wait(at)).toBe(0);
      expect(budget.take(at)).toBe(true);
    }
  });

  test('lead to fewer than twenty assessments in a second, however many they are', () => {
    const count = underHints(5000, 6000);
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(20);
  });

  test('go on leading to assessments when they never end, and none waits longer than 150 ms', () => {
    const budget = createHintBudget();
    underHints(0, 60_000, budget);
    expect(budget.wait(60_000)).toBeLessThanOrEqual(150);
    expect(underHints(60_000, 70_000, budget)).toBeGreaterThan(60);
  });
});

type Pauses = ReturnType<typeof createLookPauses>;

/** How many frequent looks are granted to a node that expects an exec every 100 ms for so long. */
function granted(pauseFor: Pauses, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 100) if (pauseFor('expecting', at) === 100) count += 1;
  return count;
}

describe('looks', () => {
  test('are made once a second on a node at rest, and ten times while an exec is expected', () => {
    const pauseFor = createLookPauses();
    expect([pauseFor('resting', 0), pauseFor('expecting', 0)]).toEqual([1000, 100]);
  });

  test('are granted as frequent ones for ten seconds to a node that was quiet', () => {
    expect(granted(createLookPauses(), 0, 10_000)).toBe(100);
  });

  test('are granted as frequent ones once or twice a second to a node that never rests', () => {
    const pauseFor = createLookPauses();
    granted(pauseFor, 0, 60_000);
    const inTenSeconds = granted(pauseFor, 60_000, 70_000);
    expect(inTenSeconds).toBeGreaterThan(5);
    expect(inTenSeconds).toBeLessThanOrEqual(20);
  });

  test('are granted as frequent ones again after a rest, and not beyond the size of the budget', () => {
    const pauseFor = createLookPauses();
    granted(pauseFor, 0, 60_000);
    expect(granted(pauseFor, 3_600_000, 3_620_000)).toBeLessThanOrEqual(125);
  });

  test('are not granted as frequent ones by a clock that is set back', () => {
    const pauseFor = createLookPauses();
    granted(pauseFor, 1_000_000, 1_060_000);
    expect(pauseFor('expecting', 0)).toBe(1000);
  });
});
