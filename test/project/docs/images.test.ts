// The pictures of the pages: each is there, says in words what it shows, and none is left over.

import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../support/peerproof-process.ts';
import { readPage } from '../../support/docs/page.ts';

const pages = globSync('{*.md,{docs,manifests,grafana,test}/**/*.md}', { cwd: repository });
const files = globSync('docs/images/**/*.*', { cwd: repository }).toSorted();

type Picture = { readonly file: string; readonly words: string | undefined };

/** In Markdown, and in HTML, where a `source` for dark screens stands for the `img` after it. */
function picturesOf(page: string): readonly Picture[] {
  const text = readPage(page);
  const markdown = [...text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words, file = '']) => ({
    file,
    words,
  }));
  const images = [...text.matchAll(/<img\b[^>]*>/g)].map(([tag]) => ({
    file: attribute(tag, 'src'),
    words: attribute(tag, 'alt'),
  }));
  const sources = [...text.matchAll(/<source\b[^>]*>/g)].map(([tag]) => ({
    file: attribute(tag, 'srcset'),
    words: undefined,
  }));
  return [...markdown, ...images, ...sources].map(({ file, words }) => ({
    file: join(dirname(page), file),
    words,
  }));
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

describe('the pictures of the pages', () => {
  const pictures = pages.flatMap(picturesOf);

  it('are those in docs/images, no more and no less', () => {
    expect([...new Set(pictures.map(({ file }) => file))].toSorted()).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(9);
  });

  it('are told in words to whoever does not see them', () => {
    const told = pictures.filter(({ words }) => words !== undefined);
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ words = '' }) => words.length < 20)).toEqual([]);
  });
});
