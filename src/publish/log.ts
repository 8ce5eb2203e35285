// Log lines, logfmt or JSON, one line each.

import { escapeControlCharacters } from './control-characters.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
type LogLevel = (typeof logLevels)[number];
type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;

export type LogOptions = {
  readonly level: LogLevel;
  readonly format: 'logfmt' | 'json';
  readonly write: (line: string) => void;
  readonly now: () => Date;
};

export function createLog({ level, format, write, now }: LogOptions): Log {
  const emit = (own: LogLevel) => {
    if (logLevels.indexOf(own) < logLevels.indexOf(level)) return () => undefined;
    return (message: string, fields: LogFields = {}) => {
      const entry = { ts: now().toISOString(), level: own, msg: message, ...fields };
      write(`${format === 'json' ? escapeControlCharacters(JSON.stringify(entry)) : logfmt(entry)}\n`);
    };
  };
  return { debug: emit('debug'), info: emit('info'), warn: emit('warn'), error: emit('error') };
}

function logfmt(entry: LogFields): string {
  return Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quote(String(value))}`)
    .join(' ');
}

/** JSON's escapes keep control characters and quotes of the node's own texts from breaking the line. */
function quote(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : escapeControlCharacters(JSON.stringify(text));
}
