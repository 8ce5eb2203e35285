// Text for a terminal, in lines that fit.

import { replaceUnseen } from '../unseen.ts';

export const lineWidth = 80;

/** Breaks at blanks so that each line with its indent fits; a word that is longer stays whole. */
export function wrap(text: string, indent: number, width = lineWidth): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of replaceUnseen(text).split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}
