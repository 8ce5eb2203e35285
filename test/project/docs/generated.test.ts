// The generated parts of the pages are what `make docs` writes.

import { describe, expect, it } from 'vitest';
import { fill, pages, partsOf } from '../../../scripts/docs/parts.ts';
import { sections } from '../../../scripts/docs/sections.ts';
import { readPage } from '../../support/docs/page.ts';

const filled = pages().filter((page) => readPage(page).includes('<!-- generated: '));

describe.each(filled)('%s', (page) => {
  it('is what make docs writes', () => {
    expect(readPage(page)).toBe(fill(readPage(page), sections));
  });

  it('ends every generated part that it begins', () => {
    const begun = [...readPage(page).matchAll(/<!-- generated: (\S+) -->/g)].map(([, name]) => name);
    expect(partsOf(readPage(page))).toEqual(begun);
  });
});

describe('a generated part', () => {
  const page = 'Before\n<!-- generated: one -->\nold\n<!-- end -->\nAfter\n';

  it('is written between its markers, and nothing else changes', () => {
    const written = 'Before\n<!-- generated: one -->\n\nnew\n\n<!-- end -->\nAfter\n';
    expect(fill(page, { one: () => 'new' })).toBe(written);
    expect(fill(written, { one: () => 'new' })).toBe(written);
  });

  it('has the name of a section', () => {
    expect(() => fill(page, { two: () => 'new' })).toThrow('There is no section "one"');
  });
});

it('each section stands on one page', () => {
  expect(filled.flatMap((page) => partsOf(readPage(page))).toSorted()).toEqual(Object.keys(sections).toSorted());
});
