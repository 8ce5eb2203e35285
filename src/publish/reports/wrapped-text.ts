// Wrapping of text for a terminal.

import { replaceControlCharacters } from '../control-characters.ts';

/** Characters up to U+FFFF that may take two columns. Those beyond have two units in a string, and count as wide anyway. */
const wide =
  /(?![\u{10000}-\u{10FFFF}])[\p{Script=Han}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u30FF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]/gu;

/** Returns the number of columns that a text takes at most. */
export function columns(text: string): number {
  return text.length + (text.match(wide)?.length ?? 0);
}

/** Breaks at blanks so that each line with its indent fits into `width` columns; a longer word stays whole. */
export function wrap(text: string, indent: number, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = indent;
  for (const word of replaceControlCharacters(text).split(' ')) {
    const length = columns(word);
    if (line !== '' && used + 1 + length > width) {
      lines.push(line);
      line = word;
      used = indent + length;
    } else {
      used += (line === '' ? 0 : 1) + length;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((content) => ' '.repeat(indent) + content);
}

/** Wraps an item of a list. Its bullet takes two columns before the text, and later lines start below the text. */
export function wrapItem(text: string, bullet: string, indent: number, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(text, indent + 2, width);
  return [`${' '.repeat(indent)}${bullet}${first.trimStart()}`, ...rest];
}
