// http_server_config: the headers of every answer. `http2` is accepted without effect: HTTP/1.1 is served.

import { WrittenScalar, WebConfigError } from './document.ts';
import { anyFields, booleanField, knownFields, show } from './fields.ts';

/** The headers that may be set, with their allowed values; an empty list allows any. */
const allowed = {
  'Content-Security-Policy': [],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-Content-Type-Options': ['nosniff'],
  'X-XSS-Protection': [],
  'Strict-Transport-Security': [],
} as const;

/** Reads the headers, by their names in lower case. */
export function readHeaders(value: unknown): Readonly<Record<string, string>> {
  const fields = knownFields(value, 'http_server_config', ['http2', 'headers']);
  booleanField(fields, 'http2');
  const headers = anyFields(fields.values.get('headers'), 'headers');
  const entries = [...headers.values].map(([name, text]) => [name, headerValue(name, text)] as const);
  // "Unset if blank": the default header stays.
  return Object.fromEntries(
    entries.filter(([, text]) => text !== '').map(([name, text]) => [name.toLowerCase(), text]),
  );
}

function headerValue(name: string, written: unknown): string {
  const values = Object.entries(allowed).find(([header]) => header === name)?.[1];
  if (values === undefined)
    throw new WebConfigError(`in headers: ${Object.keys(allowed).join(', ')}`, JSON.stringify(name));
  const text = headerText(written, name);
  if (values.length > 0 && !values.some((value) => value === text))
    throw new WebConfigError(`${name} to be ${values.join(' or ')}`, JSON.stringify(text));
  if (!/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(text))
    throw new WebConfigError(`${name} to be one line of printable Latin-1`, JSON.stringify(text));
  return text;
}

/** `X-XSS-Protection: 0` is a number to YAML and a text to the format. */
function headerText(value: unknown, name: string): string {
  if (value instanceof WrittenScalar) {
    if (value.value === null) return '';
    return typeof value.value === 'string' ? value.value : value.source;
  }
  throw new WebConfigError(`${name} to be a string`, show(value));
}
