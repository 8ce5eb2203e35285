// The log, in logfmt or JSON, with a line for each entry.

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
  const at = (lineLevel: LogLevel) => {
    if (logLevels.indexOf(lineLevel) < logLevels.indexOf(level)) return () => undefined;
    return (message: string, fields: LogFields = {}) => {
      const entry = { ts: now().toISOString(), level: lineLevel, msg: message, ...fields };
      write(`${format === 'json' ? escapeControlCharacters(JSON.stringify(entry)) : logfmt(entry)}\n`);
    };
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function logfmt(entry: LogFields): string {
  return Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quote(String(value))}`)
    .join(' ');
}

/** Quotes a value as JSON where needed, so that texts of the node cannot break the line. */
function quote(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : escapeControlCharacters(JSON.stringify(text));
}
