// Text for Markdown: no text of the node becomes markup, HTML, a link or a mention.

import { replaceControlCharacters } from '../control-characters.ts';

/** A code span of a text of the node, in which Markdown recognises nothing. Never empty, never more than a line. */
export function code(text: string): string {
  const plain = replaceControlCharacters(text).toWellFormed();
  if (plain === '') return '(empty)';
  const runs = (plain.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  // A code span loses a blank at both ends, and a grave accent at one would belong to the fence.
  const pad = /^`|`$|^ .* $/.test(plain) && plain.trim() !== '' ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

/** Escapes a sentence of the program, whose angle brackets, stars and underlines are meant as they are. */
export function prose(text: string): string {
  return text.replace(/[\\`*_[\]<>&|]/g, String.raw`\$&`);
}
