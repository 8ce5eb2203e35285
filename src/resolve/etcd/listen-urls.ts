// Lists of URLs as etcd reads them: the comma string of listen-peer-urls, or of listen-client-urls.

import { type NetworkAddress, parseUrl } from '../../model/network-address.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import type { ListenUrl, SettingDefinition } from '../../model/settings.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';

/** Blanks that Go trims: JavaScript's blanks without the byte order mark. */
const blanks = /^[^\S\uFEFF]+|[^\S\uFEFF]+$/g;

/** Parses a comma list; the error is etcd's refusal. The address of a URL with a placeholder is not judged. */
export function parseListenUrls(
  { side }: SettingDefinition,
  list: string,
  placeholders: ReadonlySet<string> = new Set(),
): Result<readonly ListenUrl[], string> {
  const urls: ListenUrl[] = [];
  for (const part of list.split(',')) {
    const url = parseListenUrl(part.replace(blanks, ''), placeholders);
    if (!url.ok) return fail(`${side} URL ${url.error}`);
    urls.push(url.value);
  }
  return ok(urls);
}

const schemes = new Set(['http', 'https', 'unix', 'unixs']);

function parseListenUrl(text: string, placeholders: ReadonlySet<string>): Result<ListenUrl, string> {
  const { scheme = '', address, path } = parseUrl(text) ?? {};
  if (!isListenScheme(scheme)) return fail(`'${shownUrl(text)}' has no scheme of http, https, unix or unixs`);
  // Go keeps a URL with its scheme in lower case, and compares that (see replacesUrls).
  const url = ok({ scheme, text: scheme + text.slice(scheme.length) });
  if (scheme.startsWith('unix') || mentionsAny(text, placeholders)) return url;
  if (path !== '') return fail(`'${shownUrl(text)}' has a path; etcd expects scheme://address:port`);
  const problem = addressProblem(address);
  return problem === undefined ? url : fail(`'${shownUrl(text)}' ${problem}`);
}

/** The URL for a message, without user and password. */
function shownUrl(text: string): string {
  return clipped(text.replace(/^([^/]*\/\/)?[^/@]*@/, '$1…@'));
}

function isListenScheme(scheme: string): scheme is ListenUrl['scheme'] {
  return schemes.has(scheme);
}

/** IPv4 as Go reads it: four numbers up to 255 without leading zeros. */
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

function addressProblem(address: NetworkAddress | undefined): string | undefined {
  if (address?.port === undefined || Number(address.port) > 65_535) return 'is not address:port';
  const { host } = address;
  return host === 'localhost' || (host.includes(':') ? isIpv6(host) : ipv4.test(host))
    ? undefined
    : `names '${clipped(host)}'; etcd listens only on IP addresses or localhost`;
}

function isIpv6(host: string): boolean {
  const withoutZone = host.replace(/%.+$/s, '');
  return /^[\da-f:.]+$/i.test(withoutZone) && URL.canParse(`http://[${withoutZone}]`);
}

/** Go's set semantics for a repeated list flag: a value that already stands in the list, or an empty one, changes nothing. */
export function replacesUrls(current: readonly ListenUrl[], next: string): boolean {
  return next !== '' && !current.some((url) => url.text === next);
}

/** The list that etcd uses where none is given: plaintext. */
export function defaultUrls({ default: text }: SettingDefinition): readonly ListenUrl[] {
  return text === undefined ? [] : [{ scheme: 'http', text }];
}
