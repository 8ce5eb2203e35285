// Values of options: each parser throws an OptionError that says what was expected and what was given.

/** Exit code of usage errors and internal errors. */
export const exitTrouble = 3;

export class OptionError extends Error {
  override readonly name = 'OptionError';

  constructor(what: string, expected: string, given: string) {
    super(`${what}: expected ${expected}, got ${JSON.stringify(given)}`);
  }
}

/** An address that cannot be listened on. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

export type ListenAddress = {
  /** An IP address or host name; `undefined`: all addresses. */
  readonly host: string | undefined;
  readonly port: number;
};

export function parseAddress(name: string, text: string): ListenAddress {
  const match = /^(?:\[([\da-fA-F:.]+)\]|([^\s/:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new OptionError(`--${name}`, 'host:port, [IPv6]:port or :port', text);
  const host = match[1] ?? match[2] ?? '';
  return { host: host === '' ? undefined : host, port };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longer ones do not fit a timer. In milliseconds. */
const maxDuration = 24 * 3_600_000;

/** A time such as 500ms, 30s, 5m or 1h, in milliseconds; 100ms at least and 24h at most. */
export function parseDuration(name: string, text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  const duration = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
  if (duration >= 100 && duration <= maxDuration) return duration;
  throw new OptionError(`--${name}`, 'a time from 100ms to 24h, such as 30s or 5m', text);
}

export function parseOneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw new OptionError(`--${name}`, allowed.join(' or '), text);
  return found;
}

export function parsePath(name: string, text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new OptionError(`--${name}`, 'a path', text);
}
