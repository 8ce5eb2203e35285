// The soak run must be able to fail: its line through the samples, held against lines that are known.

import { expect, test } from 'vitest';
import { isReached } from '../../bench/row.ts';
import type { Sample } from '../../bench/soak/samples.ts';
import { fitLine, measures, trendOf } from '../../bench/soak/trend.ts';

/** Two minutes of an agent that holds `perMinute` more of everything each minute, and sways by `sway`. */
function run(perMinute: number, sway: number): readonly Sample[] {
  return Array.from({ length: 121 }, (_, at) => {
    const value = 100 + (perMinute * at) / 60 + sway * Math.sin(at * 2.4);
    return {
      at,
      rss: value,
      liveHeap: value,
      resources: value,
      descriptors: value,
      watches: value,
      threads: value,
      series: value,
    };
  });
}

test('a line is found by its slope', () => {
  const points = [0, 1, 2, 3, 4].map((x) => ({ x, y: 7 - 2 * x }));
  expect(fitLine(points).slope).toBeCloseTo(-2);
  expect(fitLine(points).error).toBeCloseTo(0);
  expect(fitLine([...points, { x: 2, y: 9 }]).error).toBeGreaterThan(0.5);
});

test.each(measures.map((measure) => [measure.what, measure] as const))(
  '%s is not flat where it grows, and is flat where it sways or shrinks',
  (_, measure) => {
    expect(isReached(trendOf(measure, run(measure.mayRise, 0)))).toBe(false);
    expect(isReached(trendOf(measure, run(0, measure.mayRise)))).toBe(true);
    expect(isReached(trendOf(measure, run(-measure.mayRise, 0)))).toBe(true);
  },
);

test('samples that lack a value are passed over', () => {
  const [measure] = measures.filter(({ what }) => what === 'live heap');
  const samples = run(60, 0).map(({ liveHeap, ...sample }, index) =>
    index % 5 === 0 && liveHeap !== undefined ? { ...sample, liveHeap } : sample,
  );
  expect(measure === undefined ? undefined : trendOf(measure, samples).value).toBeCloseTo(3600);
});
