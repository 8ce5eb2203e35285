// Whether a number grows while the agent works: the line that fits its samples best, after the warm-up.

import { row, type Row } from '../row.ts';
import type { Sample } from './samples.ts';

export type Measure = {
  readonly what: string;
  readonly unit: string;
  /** `undefined`: not taken this time. */
  readonly read: (sample: Sample) => number | undefined;
  /** So much may the fitted line rise from its begin to its end. */
  readonly mayRise: number;
};

/** What each of them may rise by is what it sways by in a minute of work, not what a run of hours may lose. */
export const measures: readonly Measure[] = [
  { what: 'resident memory', unit: 'MiB/h', read: ({ rss }) => rss, mayRise: 6 },
  { what: 'live heap', unit: 'MiB/h', read: ({ liveHeap }) => liveHeap, mayRise: 1 },
  { what: 'timers, sockets, watchers', unit: '/h', read: ({ resources }) => resources, mayRise: 5 },
  { what: 'open descriptors', unit: '/h', read: ({ descriptors }) => descriptors, mayRise: 3 },
  { what: 'inotify watches', unit: '/h', read: ({ watches }) => watches, mayRise: 1 },
  { what: 'threads', unit: '/h', read: ({ threads }) => threads, mayRise: 0.5 },
  { what: 'series', unit: '/h', read: ({ series }) => series, mayRise: 20 },
];

/** Value: the slope in units per hour; goal: the steepest that counts as flat over so long a time. */
export function trendOf({ what, unit, read, mayRise }: Measure, samples: readonly Sample[]): Row {
  const points = samples.flatMap((sample) => {
    const y = read(sample);
    return y === undefined ? [] : [{ x: sample.at / 3600, y }];
  });
  const { slope, error } = fitLine(points);
  const hours = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const values = points.map(({ y }) => y);
  return row(`growth of ${what}`, slope, unit, {
    goal: Math.round(mayRise / hours),
    note: `± ${error.toFixed(1)}; ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)}, last ${values.at(-1)?.toFixed(0)}`,
  });
}

type Point = { readonly x: number; readonly y: number };

/** Least squares; `error` is the standard error of the slope. */
export function fitLine(points: readonly Point[]): { readonly slope: number; readonly error: number } {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const sum = (of: (point: Point) => number): number => points.length * mean(of);
  const spread = sum((point) => (point.x - x) ** 2);
  const slope = sum((point) => (point.x - x) * (point.y - y)) / spread;
  const rest = sum((point) => (point.y - y - slope * (point.x - x)) ** 2);
  return { slope, error: Math.sqrt(rest / (points.length - 2) / spread) };
}
