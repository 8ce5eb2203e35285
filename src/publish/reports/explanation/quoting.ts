// Sentences that keep the words of the program apart from the words of the node: a format quotes the latter.

import { code, prose } from '../markdown-text.ts';

type Part = { readonly text: string; readonly isTrusted: boolean };

export type Sentence = readonly Part[];

/** A template whose texts are ours and whose values are the node's, or sentences themselves. */
export function sentence(
  texts: TemplateStringsArray,
  ...values: readonly (string | number | Sentence)[]
): Sentence {
  return texts.flatMap((text, index): Sentence => {
    const value = values[index];
    const own: Part = { text, isTrusted: true };
    if (value === undefined) return [own];
    if (typeof value === 'number') return [own, { text: String(value), isTrusted: true }];
    return typeof value === 'string' ? [own, { text: value, isTrusted: false }] : [own, ...value];
  });
}

/** Words of ours that are not known when they are written down. */
export function trusted(text: string): Sentence {
  return [{ text, isTrusted: true }];
}

/** Nobody reads more names than this, nor longer ones. */
const maxNames = 12;
const maxLength = 80;

/** Names, between commas. */
export function nameList(names: readonly string[]): Sentence {
  const shown = names.slice(0, maxNames).flatMap((name, index): Sentence => {
    const text = name.length > maxLength ? `${name.slice(0, maxLength)}…` : name;
    return [...trusted(index === 0 ? '' : ', '), { text, isTrusted: false }];
  });
  return names.length > maxNames ? [...shown, ...trusted(` and ${names.length - maxNames} more`)] : shown;
}

export function plain(parts: Sentence): string {
  return parts.map(({ text }) => text).join('');
}

export function markdown(parts: Sentence): string {
  return parts.map(({ text, isTrusted }) => (isTrusted ? prose(text) : code(text))).join('');
}
