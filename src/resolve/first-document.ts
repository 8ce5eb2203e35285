// The first YAML 1.1 document of a text, as the kubelet and etcd read it.

import { Composer, type Document, Parser } from 'yaml';

export type FirstDocument =
  /** `document` keeps the nodes (duplicate keys are only visible there), `value` is plain data. */
  | { readonly ok: true; readonly document: Document | undefined; readonly value: unknown }
  | { readonly ok: false; readonly detail: string };

/** More aliases than this are a bomb, not a configuration. */
const maxAliasCount = 100;

// `schema` is named so that a %YAML 1.2 directive cannot change what `yes` means; the readers in Go do not let it either.
const options = {
  version: '1.1',
  schema: 'yaml-1.1',
  merge: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** Parses lazily: nothing after the first document can be at fault. */
export function parseFirstDocument(text: string): FirstDocument {
  try {
    const [document] = new Composer(options).compose(new Parser().parse(text));
    if (document === undefined) return { ok: true, document: undefined, value: null };
    const error = document.errors[0];
    if (error !== undefined) return { ok: false, detail: error.message };
    return { ok: true, document, value: document.toJS({ maxAliasCount }) };
  } catch (error) {
    // The library throws for alias bombs (ReferenceError), absurd nesting (RangeError) and some tags (TypeError).
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
