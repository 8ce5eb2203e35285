// Values of options. Each parser gets the option with its dashes, and throws an OptionError that names it.

export class OptionError extends Error {
  override readonly name = 'OptionError';

  /** `hint` follows the message, as "(Did you mean --output?)". */
  constructor(what: string, expected: string, found: string, hint = '') {
    super(`${what}: expected ${expected}, got ${JSON.stringify(found)}${hint && ` ${hint}`}`);
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

export function parseAddress(option: string, text: string): ListenAddress {
  const match = /^(?:\[([\da-fA-F:.]+)\]|([^\s/:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) throw new OptionError(option, 'host:port, [IPv6]:port or :port', text);
  return { host: match[1] ?? (match[2] || undefined), port };
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longer ones do not fit a timer. In milliseconds. */
const maxDuration = 24 * 3_600_000;

/** A time such as 500ms, 30s, 5m or 1h, in milliseconds; 100ms at least and 24h at most. */
export function parseDuration(option: string, text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  const duration = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
  if (duration >= 100 && duration <= maxDuration) return duration;
  throw new OptionError(option, 'a time from 100ms to 24h, such as 30s or 5m', text);
}

export function parsePath(option: string, text: string): string {
  if (text !== '' && !text.includes('\0')) return text;
  throw new OptionError(option, 'a path', text);
}

/** An empty path stands for the fall-back. */
export function parseOptionalPath(option: string, text: string): string {
  return text === '' ? '' : parsePath(option, text);
}

/** The path of the metrics. The page and the report have other paths. */
export function parseTelemetryPath(option: string, text: string): string {
  if (/^(?:\/[\w.-]+)+$/.test(text) && text !== '/api/v1/report') return text;
  throw new OptionError(option, 'a path of its own such as /metrics', text);
}

/** The `values` of an option that takes no other, and their parser. */
export function oneOf<const T extends string>(...values: readonly T[]) {
  const parse = (option: string, text: string): T => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new OptionError(option, values.join(' or '), text);
    return found;
  };
  return { values, parse };
}
