import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorCode } from '../../../../../src/observe/errno.ts';
import { resolveInRoot } from '../../../../../src/observe/files/rooted/rooted-path.ts';
import { temporaryDirectory } from '../../../../support/temporary-directory.ts';

/** A root with /a/file inside and a file of the same name outside, and these links. */
function rootWith(links: Readonly<Record<string, string>>): string {
  const outside = temporaryDirectory();
  const root = join(outside, 'root');
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/file'), 'inside');
  writeFileSync(join(outside, 'file'), 'outside');
  for (const [name, target] of Object.entries(links))
    symlinkSync(target.replaceAll('OUTSIDE', outside), join(root, name));
  return root;
}

test.each([
  ['/a/file', {}, '/a/file'],
  ['a//./file', {}, '/a/file'],
  ['/a/b/../file', {}, '/a/file'],
  ['/../../../../a/file', {}, '/a/file'],
  ['/link', { link: '/a/file' }, '/a/file'],
  ['/link', { link: 'a/file' }, '/a/file'],
  ['/link', { link: '../../../a/file' }, '/a/file'],
  ['/link/file', { link: '/a' }, '/a/file'],
  ['/link/../file', { link: '/a/b' }, '/a/file'],
  ['/one', { one: 'two', two: '/three', three: './a/file' }, '/a/file'],
  ['/link', { link: '../file' }, '/file'],
  ['/link', { link: 'OUTSIDE/file' }, 'OUTSIDE/file'],
  ['/link/file', { link: '..' }, '/file'],
  ['/none/../a/file', {}, '/a/file'],
  ['/none/below', {}, '/none/below'],
  ['/', {}, '/'],
  ['', {}, '/'],
])('%j with the links %j is %j inside the root', (path, links, expected) => {
  const root = rootWith(links);
  expect(resolveInRoot(root, path)).toBe(join(root, expected.replaceAll('OUTSIDE', join(root, '..'))));
});

test('a link that points to a file outside leads to nothing', () => {
  const root = rootWith({ link: 'OUTSIDE/file' });
  expect(readFileSync(join(root, 'link'), 'utf8')).toBe('outside');
  expect(() => readFileSync(resolveInRoot(root, '/link'))).toThrow('ENOENT');
});

test.each([
  [{ link: 'link' }],
  [{ link: 'other', other: '/link' }],
  [{ link: 'link/more' }],
  [Object.fromEntries(Array.from({ length: 42 }, (_, index) => [`link${index || ''}`, `link${index + 1}`]))],
])('links that never end, or go on for longer than Linux follows, are ELOOP: %j', (links) => {
  expect(() => resolveInRoot(rootWith(links), '/link')).toThrow(expect.objectContaining({ code: 'ELOOP' }));
});

/** The code of the error, or the root that the resolved path lies in. */
function outcome(root: string, path: string): string {
  try {
    const resolved = resolveInRoot(root, path);
    return `${resolved}/`.startsWith(`${root}/`) ? root : resolved;
  } catch (error) {
    return errorCode(error);
  }
}

test('a path below a file is an error of the system', () => {
  expect(outcome(rootWith({}), '/a/file/below')).toBe('ENOTDIR');
});

test('no path and no link leads out of the root', () => {
  const part = fc.constantFrom('..', '.', 'a', 'b', 'link', 'file', '', '/', 'OUTSIDE');
  const path = fc.array(part, { maxLength: 8 }).map((parts) => parts.join('/'));
  const target = path.filter((text) => text !== '');
  fc.assert(
    fc.property(path, target, (asked, link) => {
      const root = rootWith({ link });
      expect(['ELOOP', 'ENOTDIR', root]).toContain(outcome(root, asked));
    }),
    { numRuns: 300 },
  );
});
