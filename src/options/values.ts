// The kinds of option values. Each parser gets the option with its dashes, and throws an OptionError that names it.

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

export type ValueWords = {
  /** Stands for the value in the help; FILE and DIR are paths, '' is an option without a value. */
  readonly meta: string;
  /** Every allowed value; absent where any is allowed. */
  readonly values?: readonly string[];
};

export type Kind<T = unknown> = ValueWords & {
  readonly parse: (option: string, text: string) => T;
};

export const flag: Kind<boolean> = { meta: '', parse: (_option, text) => text === 'true' };

export function oneOf<const T extends string>(meta: string, ...values: readonly T[]): Kind<T> {
  const parse = (option: string, text: string): T => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new OptionError(option, values.join(' or '), text);
    return found;
  };
  return { meta, values, parse };
}

/** Takes any text; an empty text counts as not given. */
export function anyText(meta: string): Kind<string | undefined> {
  return { meta, parse: (_option, text) => text || undefined };
}

export const directory: Kind<string> = {
  meta: 'DIR',
  parse: (option, text) => {
    if (text !== '' && !text.includes('\0')) return text;
    throw new OptionError(option, 'a path', text);
  },
};

/** Takes a path; an empty path counts as not given. */
export const optionalDirectory: Kind<string | undefined> = {
  meta: 'DIR',
  parse: (option, text) => (text === '' ? undefined : directory.parse(option, text)),
};

/** The path of the metrics. The page and the report have other paths. */
export const telemetryPath: Kind<string> = {
  meta: 'PATH',
  parse: (option, text) => {
    if (/^(?:\/[\w.-]+)+$/.test(text) && text !== '/api/v1/report') return text;
    throw new OptionError(option, 'a path of its own such as /metrics', text);
  },
};

export const address: Kind<ListenAddress> = {
  meta: 'ADDR',
  parse: (option, text) => {
    const match = /^(?:\[([\da-fA-F:.]+)\]|([^\s/:[\]]*)):(\d{1,5})$/.exec(text);
    const port = Number(match?.[3]);
    if (match === null || port > 65_535) throw new OptionError(option, 'host:port, [IPv6]:port or :port', text);
    return { host: match[1] ?? (match[2] || undefined), port };
  },
};

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Longest time, in milliseconds. A timer holds 24 days at most. */
const maxDuration = 24 * 3_600_000;

/** A time such as 500ms, 30s, 5m or 1h, in milliseconds; 100ms at least and 24h at most. */
export const duration: Kind<number> = {
  meta: 'TIME',
  parse: (option, text) => {
    const match = /^(\d+)(ms|s|m|h)$/.exec(text);
    const milliseconds = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
    if (milliseconds >= 100 && milliseconds <= maxDuration) return milliseconds;
    throw new OptionError(option, 'a time from 100ms to 24h, such as 30s or 5m', text);
  },
};
