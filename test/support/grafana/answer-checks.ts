import { expect } from 'vitest';

import { certificateExpiries } from './fleet.ts';
import type { Series } from './panel-queries.ts';

type Circumstances = { readonly job: string; readonly startedAt: number };

/** What one query of a panel must answer. */
export type Answer = {
  readonly title: string;
  readonly refId: string;
  readonly what: string;
  readonly check: (series: readonly Series[], circumstances: Circumstances) => void;
};

const agents = ['cp-external', 'cp-fail', 'cp-pass', 'cp-unknown'];

export function counts(title: string, expected: Readonly<Record<string, number>>): readonly Answer[] {
  return Object.entries(expected).map(([refId, count]) => ({
    title,
    refId,
    what: `the number ${count}`,
    check: (series) => expect(series).toEqual([{ metric: {}, value: count }]),
  }));
}

export function values(title: string, labels: readonly string[], expected: Readonly<Record<string, number>>): Answer {
  return {
    title,
    refId: 'A',
    what: `exactly ${Object.keys(expected).length} series by ${labels.join(', ')}`,
    check: (series) => {
      lines(series, labels);
      const found = series.map(({ metric, value }) => [line(metric, labels), value]);
      expect(Object.fromEntries(found)).toEqual(expected);
      expect(series).toHaveLength(Object.keys(expected).length);
    },
  };
}

export function oneBetween(title: string, refId: string, least: number, most: number): Answer {
  return {
    title,
    refId,
    what: `one value from ${least} to ${most}`,
    check: (series) => {
      expect(series).toHaveLength(1);
      expectBetween(series, least, most);
    },
  };
}

export function ofEachAgent(title: string, least: number, most: number): Answer {
  return {
    title,
    refId: 'A',
    what: `one value for each agent, from ${least} to ${most}`,
    check: (series) => {
      expect(lines(series, ['node'])).toEqual(agents);
      expectBetween(series, least, most);
    },
  };
}

/** Nothing of today's agents; of the later agent's listeners, what their expiry comes to. */
export function ofLaterAgent(
  title: string,
  refId: string,
  labels: readonly string[],
  expected: (notAfter: number, now: number) => number,
  listeners = certificateExpiries.length,
): Answer {
  return {
    title,
    refId,
    what: 'nothing until listeners are probed',
    check: (series, { job }) => {
      const expiries = job === '.+' ? certificateExpiries.slice(0, listeners) : [];
      const found = series.toSorted((a, b) => a.value - b.value);
      expect(found.map(({ metric }) => Object.keys(metric).toSorted())).toEqual(expiries.map(() => labels));
      const now = Date.now() / 1000;
      expiries.forEach(({ notAfter }, index) => {
        expect(Math.abs((found[index]?.value ?? 0) - expected(notAfter, now))).toBeLessThan(5);
      });
    },
  };
}

/** The labels of each series in a line, sorted. */
export function lines(series: readonly Series[], labels: readonly string[]): readonly string[] {
  for (const { metric } of series) {
    expect(Object.keys(metric).filter((label) => !labels.includes(label))).toEqual([]);
  }
  return series.map(({ metric }) => line(metric, labels)).toSorted();
}

function line(metric: Series['metric'], labels: readonly string[]): string {
  return labels.map((label) => metric[label] ?? '').join(' ');
}

export function expectBetween(series: readonly Series[], least: number, most: number): void {
  for (const { value } of series) {
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThanOrEqual(most);
  }
}

// In milliseconds, as Grafana's units for dates take them.
export function expectTimes(series: readonly Series[], startedAt: number): void {
  expectBetween(series, startedAt - 1000, Date.now());
}
