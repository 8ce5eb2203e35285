// Log lines, logfmt or JSON, one line each.

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
      write(`${format === 'json' ? quoteUnseen(JSON.stringify(entry)) : logfmt(entry)}\n`);
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
  return /^[\w./:@+-]+$/.test(text) ? text : quoteUnseen(JSON.stringify(text));
}

/** JSON leaves C1 controls and bidirectional marks as they are; a terminal would obey them. */
function quoteUnseen(json: string): string {
  return json.replace(/[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, escapeUnicode);
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
