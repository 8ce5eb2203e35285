// docs/design.md against the source tree: its rooms, and its numbers.

import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../support/peerproof-process.ts';
import { quoted, readPage, tableRows } from '../../support/docs/page.ts';

const page = readPage('docs/design.md');
const times = tableRows(page, ['what', 'how long', 'where']);

/** The paths in the page's tree of rooms, each with a slash at its end; two blanks are one level. */
function roomsOfTree(): readonly string[] {
  const [, tree = ''] = /^```\n(src\/\n[^]*?)^```$/m.exec(page) ?? [];
  const parents: string[] = [];
  return [...tree.matchAll(/^( *)([\w-]+\/)/gm)].map(([, blanks = '', name = '']) => {
    parents.length = blanks.length / 2;
    parents.push(name);
    return parents.join('');
  });
}

/** The text of every file of a room, inner rooms aside. */
function textOf(room: string): string {
  return globSync(`${room}/*.ts`, { cwd: repository }).map(readPage).join('\n');
}

describe('docs/design.md', () => {
  it('draws every room of src, and no other', () => {
    const files = globSync('src/**/*.ts', { cwd: repository });
    const real = new Set(files.map((file) => join(dirname(file), '/')));
    expect(roomsOfTree().toSorted()).toEqual([...real].toSorted());
  });

  it('has a table of times', () => {
    expect(times.length).toBeGreaterThan(10);
  });

  it.each(times)('has of "%s" the number in the code', (_what, values = '', where = '') => {
    const text = textOf(quoted(where)[0] ?? '');
    const numbers = quoted(values);
    expect(numbers.filter((value) => !text.includes(value))).toEqual([]);
    expect(numbers).not.toEqual([]);
  });

  it('lists the life of an assessment in seven steps', () => {
    const [, life = ''] = /^## The life of an assessment\n([^]*?)^(?:\*\*|## )/m.exec(page) ?? [];
    expect([...life.matchAll(/^(\d)\. \*\*/gm)].map(([, number]) => number)).toEqual('1234567'.split(''));
  });
});
