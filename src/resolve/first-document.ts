// The first YAML 1.1 document of a text, as the kubelet and etcd read it.

import { Composer, type Document, Parser, type Tags } from 'yaml';
import { mergeTag } from './merge-keys.ts';

export type FirstDocument =
  /** `document` keeps the nodes (duplicate keys are only visible there), `value` is plain data. */
  | { readonly ok: true; readonly document: Document | undefined; readonly value: unknown }
  | { readonly ok: false; readonly detail: string };

/** More aliases than this are a bomb, not a configuration. */
const maxAliasCount = 100;

/** Characters that the readers in Go refuse anywhere, comments included. */
const controlCharacter = /[^\t\n\r\x20-\x7E\x85\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** YAML 1.1's tags, without times and base-60 numbers, which the readers in Go take for strings, and with their merge key. */
function asInGo(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !tag.tag.endsWith(':timestamp')))
    .map((tag) => (typeof tag !== 'string' && tag.tag === mergeTag.tag ? mergeTag : tag));
}

// `schema` is named so that a %YAML 1.2 directive cannot change what `yes` means; the readers in Go do not let it either.
const options = {
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: asInGo,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** No configuration has more levels; without a bound the JavaScript stack would be one, and a moving one. */
const maxDepth = 500;

/** True as well for an anchor that contains itself: it has no end, and no JSON, through which the readers in Go go on. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1));
}

/** Parses lazily: nothing after the first document can be at fault. */
export function parseFirstDocument(text: string): FirstDocument {
  if (controlCharacter.test(text)) return { ok: false, detail: 'control characters are not allowed' };
  try {
    const [document] = new Composer(options).compose(new Parser().parse(text));
    if (document === undefined) return { ok: true, document: undefined, value: null };
    const error = document.errors[0];
    if (error !== undefined) return { ok: false, detail: error.message };
    const value: unknown = document.toJS({ maxAliasCount });
    if (isDeeperThan(value, maxDepth)) return { ok: false, detail: `more than ${maxDepth} levels` };
    return { ok: true, document, value };
  } catch (error) {
    // Thrown for alias bombs (ReferenceError), absurd nesting (RangeError) and some tags (TypeError).
    return {
      ok: false,
      detail: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '',
    };
  }
}
