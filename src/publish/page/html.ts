// A template for HTML that escapes every part unless it is HTML already.

import { replaceControlCharacters } from '../control-characters.ts';

export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type Part = string | number | Html | undefined | readonly Part[];

/** Parts stand between tags or in quoted attributes; a list is joined, `undefined` adds nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // The indentation of the source is not sent.
  const pieces = literals.map((literal, index) => literal.replaceAll(/\n\s+/g, '\n') + markupOf(parts[index]));
  return new Html(pieces.join(''));
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  return isList(part) ? part.map(markupOf).join('') : escapeText(String(part));
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return replaceControlCharacters(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
