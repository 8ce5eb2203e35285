import { expect, test } from 'vitest';
import { refreshTimeout } from '../../../../src/publish/http/routes.ts';

test.each([
  ['10', 9500],
  ['30', 29_500],
  ['1e9', 59_500],
  ['2.5', 2000],
  ['1', 500],
  ['0.2', 100],
  [undefined, 9500],
  ['', 9500],
  ['0', 9500],
  ['-3', 9500],
  ['soon', 9500],
  ['Infinity', 9500],
])('a scraper that waits %j seconds is answered within %i ms', (seconds, budget) => {
  expect(refreshTimeout({ 'x-prometheus-scrape-timeout-seconds': seconds })).toBe(budget);
});
