import { expect, test } from 'vitest';
import { readPage } from '../../support/docs/page.ts';

const { version } = JSON.parse(readPage('package.json')) as { readonly version: string };

test('the newest release of the changelog is this version, with its date', () => {
  const [, heading] = /^## (?!Unreleased$)(.+)$/m.exec(readPage('CHANGELOG.md')) ?? [];
  expect(heading).toMatch(new RegExp(`^${version.replaceAll('.', String.raw`\.`)}, \\d{4}-\\d{2}-\\d{2}$`));
});

test('the lock file and the pages name this version', () => {
  const lock = JSON.parse(readPage('package-lock.json')) as { readonly version: string };
  expect(lock.version).toBe(version);
  for (const page of ['README.md', 'docs/usage.md', 'RELEASING.md'])
    expect(new Set(readPage(page).match(/(?<=peerproof:)\d[\w.-]*/g))).toEqual(new Set([version]));
});
