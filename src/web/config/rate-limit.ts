// rate_limit: the interval of requests, and the burst.

import type { RateLimit } from '../../model/token-bucket.ts';
import { isNull, WrittenScalar, WebConfigError } from './document.ts';
import { knownFields, show } from './fields.ts';

/** Returns `undefined` without an interval, or with an interval of 0: there is no limit. */
export function readRateLimit(value: unknown): RateLimit | undefined {
  const { values } = knownFields(value, 'rate_limit', ['interval', 'burst']);
  const interval = duration(values.get('interval'));
  const burst = wholeNumber(values.get('burst'));
  if (interval === 0) return undefined;
  if (burst < 1) throw new WebConfigError('burst to be 1 or more with an interval', String(burst));
  return { interval, burst };
}

function wholeNumber(value: unknown): number {
  if (isNull(value)) return 0;
  const number = value instanceof WrittenScalar ? value.value : undefined;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new WebConfigError('burst to be a whole number', show(value));
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Reads a duration in Go's syntax, as milliseconds. A bare number is refused: Go would take it for nanoseconds. */
function duration(value: unknown): number {
  if (isNull(value)) return 0;
  const written = value instanceof WrittenScalar ? value : undefined;
  if (written?.value === 0 || written?.value === '0') return 0;
  const text = typeof written?.value === 'string' ? written.value : '';
  if (!/^\+?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text))
    throw new WebConfigError('interval to be a duration with its unit such as 1s or 100ms, or 0', show(value));
  const parts = text.matchAll(/([\d.]+)([a-zµμ]+)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}
