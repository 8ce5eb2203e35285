// Sentences that mark texts of the node, so that each format can quote them.

import { code, prose } from '../markdown-text.ts';

type Part = { readonly text: string; readonly isTrusted: boolean };

export type Sentence = readonly Part[];

/** Makes a sentence. Texts of the template are trusted; string values come from the node and are quoted. */
export function sentence(texts: TemplateStringsArray, ...values: readonly (string | number | Sentence)[]): Sentence {
  return texts.flatMap((text, index): Sentence => {
    const value = values[index];
    const literal: Part = { text, isTrusted: true };
    if (value === undefined) return [literal];
    if (typeof value === 'number') return [literal, { text: String(value), isTrusted: true }];
    return typeof value === 'string' ? [literal, { text: value, isTrusted: false }] : [literal, ...value];
  });
}

/** Marks a computed text as trusted. */
export function trusted(text: string): Sentence {
  return [{ text, isTrusted: true }];
}

/** Limits of a list of names: their number, and the length of each in characters. */
const maxNames = 12;
const maxLength = 80;

/** Joins names with commas. */
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
