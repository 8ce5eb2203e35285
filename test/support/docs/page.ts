import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../peerproof-process.ts';

export function readPage(name: string): string {
  return readFileSync(join(repository, name), 'utf8');
}

/** What stands in backquotes. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner = '']) => inner);
}

/** The rows of every table with this head, as their cells' text. */
export function tableRows(page: string, head: readonly string[]): readonly (readonly string[])[] {
  const blocks = page.split('\n\n').map((block) => block.trim().split('\n'));
  return blocks
    .filter(([, rule = '']) => /^\|?(?:-+\|)+-*$/.test(rule))
    .map((lines) => lines.map(cells))
    .filter(([first = []]) => first.join('|') === head.join('|'))
    .flatMap(([, , ...rows]) => rows);
}

/** The cells of a row, whose outer pipes may be left out. */
function cells(line: string): readonly string[] {
  return line
    .replaceAll(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** As at any moment, and of any version of peerproof; 2.1.0 is that of SARIF. */
export function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?/g, 'TIME')
    .replaceAll(/"version": "(?!2\.1\.0")[^"]*"/g, '"version": "VERSION"');
}
