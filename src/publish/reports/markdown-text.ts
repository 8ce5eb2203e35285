// Text for Markdown, in which no text of the node becomes markup, HTML, a link or a mention.

import { replaceControlCharacters } from '../control-characters.ts';

/** Puts a text of the node into a code span, which is never empty and never more than a line. */
export function code(text: string): string {
  const plain = replaceControlCharacters(text);
  if (plain === '') return '(empty)';
  const runs = (plain.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  // A code span loses a blank at both ends, and a grave accent at an end would belong to the fence.
  const pad = /^`|`$|^ .* $/.test(plain) && plain.trim() !== '' ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** Escapes a sentence of the program, so that its angle brackets, stars and underscores stay. */
export function prose(text: string): string {
  return text.replace(/[\\`*_[\]<>&|]/g, String.raw`\$&`);
}
