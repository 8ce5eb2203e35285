// All pages: short enough to be read, and nothing is written twice.

import { globSync } from 'node:fs';
import { marked, type Token } from 'marked';
import { describe, expect, it } from 'vitest';
import { repository } from '../../support/peerproof-process.ts';
import { readPage } from '../../support/docs/page.ts';

const limits = { columns: 100, paragraphWords: 40, readmeWords: 900, words: 18_000 };

// A changelog grows with every release.
const pages = globSync(['*.md', '{.github,bench,docs,grafana,manifests}/**/*.md', 'test/**/*.md'], {
  cwd: repository,
  exclude: (name) => name === 'node_modules',
})
  .filter((page) => page !== 'CHANGELOG.md')
  .toSorted();

/** Counts as `wc -w` does. */
function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** Every token of a page of one type, those inside of lists and quotes included. */
function tokensOf(page: string, type: Token['type']): readonly Token[] {
  const found: Token[] = [];
  void marked.walkTokens(marked.lexer(readPage(page)), (token) => {
    if (token.type === type) found.push(token);
  });
  return found;
}

/** Paragraphs, and the texts of list items, with every space alike. */
function paragraphsOf(page: string): readonly string[] {
  const texts = [...tokensOf(page, 'paragraph'), ...tokensOf(page, 'list_item')];
  return texts.map(({ raw }) => raw.replaceAll(/\s+/g, ' ').trim());
}

/** The lines outside of code blocks, tables, comments and links, which have no place to break. */
function proseLines(page: string): readonly string[] {
  const withoutCode = readPage(page)
    .replaceAll(/^---\n[^]*?^---$/gm, '')
    .replaceAll(/^( *)```[^]*?^\1```$/gm, '')
    .replaceAll(/<!--[^]*?-->/g, '');
  return withoutCode.split('\n').filter((line) => !/^ *\|| \| |^ {4}|\]\([^)]+\)|https?:\/\//.test(line));
}

/** Counts characters, as an editor does, and not UTF-16 units. */
function columnsOf(line: string): number {
  return Array.from(line).length;
}

function repeated(texts: readonly string[]): readonly string[] {
  return [...Map.groupBy(texts, (text) => text)].filter(([, same]) => same.length > 1).map(([text]) => text);
}

describe.each(pages)('%s', (page) => {
  it('has no heading twice', () => {
    const headings = tokensOf(page, 'heading').map(({ raw }) => raw.trim());
    expect(repeated(headings)).toEqual([]);
  });

  it(`has no line of prose over ${limits.columns} columns`, () => {
    expect(proseLines(page).filter((line) => columnsOf(line) > limits.columns)).toEqual([]);
  });
});

describe('the pages', () => {
  it(`have no paragraph of over ${limits.paragraphWords} words twice`, () => {
    const long = pages.flatMap(paragraphsOf).filter((text) => wordsIn(text) > limits.paragraphWords);
    expect(long.length).toBeGreaterThan(20);
    expect(repeated(long)).toEqual([]);
  });

  it(`have at most ${limits.readmeWords} words in README.md`, () => {
    expect(wordsIn(readPage('README.md'))).toBeLessThanOrEqual(limits.readmeWords);
  });

  it(`have at most ${limits.words} words together`, () => {
    expect(pages.length).toBeGreaterThan(25);
    expect(pages.map((page) => wordsIn(readPage(page))).reduce((a, b) => a + b)).toBeLessThanOrEqual(limits.words);
  });
});
