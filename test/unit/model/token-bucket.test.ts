import { expect, test } from 'vitest';
import { createTokenBucket } from '../../../src/model/token-bucket.ts';

test('a burst passes, then one request in each interval', () => {
  let now = 0;
  const { take } = createTokenBucket({ interval: 100, burst: 3 });
  const tries = (count: number): readonly boolean[] => Array.from({ length: count }, () => take(now));
  expect(tries(5)).toEqual([true, true, true, false, false]);
  now = 99;
  expect(tries(1)).toEqual([false]);
  now = 100;
  expect(tries(2)).toEqual([true, false]);
  now = 350;
  expect(tries(3)).toEqual([true, true, false]);
  now = 1e9;
  expect(tries(4)).toEqual([true, true, true, false]);
});

test('the wait ends when the next token is there', () => {
  const { take, wait } = createTokenBucket({ interval: 100, burst: 2 });
  expect(wait(0)).toBe(0);
  expect([take(0), take(0)]).toEqual([true, true]);
  expect([wait(0), wait(60), wait(100)]).toEqual([100, 40, 0]);
  expect(take(100)).toBe(true);
});

test('a clock that goes back adds no token', () => {
  const { take } = createTokenBucket({ interval: 100, burst: 1 });
  expect([take(1000), take(500), take(599), take(600)]).toEqual([true, false, false, true]);
});
