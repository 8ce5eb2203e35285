// Lists of URLs as etcd reads them: the comma string of listen-peer-urls, or of listen-client-urls.

import type { ListenUrl } from '../../model/member.ts';
import type { UrlFlag } from './defaults.ts';
import { clipped } from '../yaml/plain-data.ts';

export type ListenUrls =
  | { readonly ok: true; readonly urls: readonly ListenUrl[] }
  | { readonly ok: false; readonly detail: string };

const urlShape = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)(.*)$/s;
/** What Go trims: JavaScript's blanks without the byte order mark. */
const blanks = /^[^\S\uFEFF]+|[^\S\uFEFF]+$/g;
const schemes = new Set(['http', 'https', 'unix', 'unixs']);

/** Parses a flag's comma list; `isOpen` tells a part whose text is not final (a placeholder), whose address is not judged. */
export function parseListenUrls(
  flag: UrlFlag,
  list: string,
  isOpen: (text: string) => boolean = () => false,
): ListenUrls {
  const whose = flag === 'listen-peer-urls' ? 'peer' : 'client';
  const urls: ListenUrl[] = [];
  for (const part of list.split(',')) {
    const parsed = parseListenUrl(part.replace(blanks, ''), isOpen);
    if (typeof parsed === 'string') return { ok: false, detail: `${whose} URL ${parsed}` };
    urls.push(parsed);
  }
  return { ok: true, urls };
}

function parseListenUrl(text: string, isOpen: (text: string) => boolean): ListenUrl | string {
  const shape = urlShape.exec(text);
  const scheme = shape?.[1]?.toLowerCase() ?? '';
  if (shape === null || !isListenScheme(scheme)) {
    return `'${shownUrl(text)}' has no scheme of http, https, unix or unixs`;
  }
  // Go keeps a URL with its scheme in lower case, and compares that (see replacesUrls).
  const url: ListenUrl = { scheme, text: scheme + text.slice(scheme.length) };
  if (scheme.startsWith('unix') || isOpen(text)) return url;
  if (shape[3] !== '') return `'${shownUrl(text)}' has a path; etcd expects scheme://address:port`;
  const problem = addressProblem(shape[2] ?? '');
  return problem === undefined ? url : `'${shownUrl(text)}' ${problem}`;
}

/** Without what may be a password. */
function shownUrl(text: string): string {
  return clipped(text.replace(/^([^/]*\/\/)?[^/@]*@/, '$1…@'));
}

function isListenScheme(scheme: string): scheme is ListenUrl['scheme'] {
  return schemes.has(scheme);
}

/** Four numbers up to 255 without leading zeros, as Go reads them. */
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function addressProblem(hostAndPort: string): string | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)(?:%[^\]]+)?\]|([^:[\]]*)):(\d*)$/.exec(hostAndPort);
  if (match === null || Number(match[3]) > 65_535) return 'is not address:port';
  const host = match[1] ?? match[2] ?? '';
  const isAddress = match[1] === undefined ? ipv4.test(host) : URL.canParse(`http://[${host}]`);
  return isAddress || host === 'localhost'
    ? undefined
    : `names '${clipped(host)}'; etcd listens only on IP addresses or localhost`;
}

/** Go's set semantics for a repeated list flag: a value that already stands in the list, or an empty one, changes nothing. */
export function replacesUrls(current: readonly ListenUrl[], next: string): boolean {
  return next !== '' && !current.some((url) => url.text === next);
}
