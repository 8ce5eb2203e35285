import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../../support/peerproof-process.ts';

const pages = globSync(['*.md', '{.github,docs,manifests}/**/*.md', 'test/fixtures/*.md'], {
  cwd: repository,
});

/** Paths of the repository in code spans, and links to files beside the page. */
function namedPaths(page: string): readonly string[] {
  const text = readFileSync(join(repository, page), 'utf8');
  const spans = [...text.matchAll(/`((?:src|test|docs|manifests|scripts|bench|grafana)\/[\w./*-]*)`/g)];
  const links = [...text.matchAll(/\]\((?![a-z]+:|#)([^)#]+)(?:#[^)]*)?\)/g)];
  return [...spans.map(([, path = '']) => path), ...links.map(([, path = '']) => join(dirname(page), path))];
}

test.each(pages)('every path that %s names is there', (page) => {
  const missing = namedPaths(page).filter((path) => globSync(path, { cwd: repository }).length === 0);
  expect(missing).toEqual([]);
});

test('there are pages, and they name paths', () => {
  expect(pages.length).toBeGreaterThan(10);
  expect(pages.flatMap(namedPaths).length).toBeGreaterThan(50);
});
