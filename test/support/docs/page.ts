import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../peerproof-process.ts';

export function readPage(name: string): string {
  return readFileSync(join(repository, name), 'utf8');
}

export type Section = { readonly title: string; readonly text: string };

/** The sections below headings of a level, each up to the next heading of that level or above; a `#` in a code block is none. */
export function sections(page: string, level: number): readonly Section[] {
  const found: { readonly title: string; text: string }[] = [];
  let open: (typeof found)[number] | undefined;
  let isCode = false;
  for (const line of page.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode;
    const depth = isCode ? undefined : /^(#+) /.exec(line)?.[1]?.length;
    if (depth === level) {
      open = { title: line.slice(level + 1), text: '' };
      found.push(open);
    } else if (depth !== undefined && depth < level) open = undefined;
    else if (open !== undefined) open.text += `${line}\n`;
  }
  return found;
}

/** What stands in backquotes. */
export function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner = '']) => inner);
}

/** The rows of every table with this head, as their cells' text. */
export function tableRows(page: string, head: readonly string[]): readonly (readonly string[])[] {
  const tables = page
    .split(/\n(?!\|)/)
    .map((block) => block.split('\n').filter((line) => line.startsWith('|')));
  return tables
    .map((lines) => lines.map(cells))
    .filter(([first = []]) => first.join('|') === head.join('|'))
    .flatMap(([, , ...rows]) => rows);
}

function cells(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());
}

/** As at any moment, and of any version of peerproof; 2.1.0 is that of SARIF. */
export function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?/g, 'TIME')
    .replaceAll(/"version": "(?!2\.1\.0")[^"]*"/g, '"version": "VERSION"');
}
