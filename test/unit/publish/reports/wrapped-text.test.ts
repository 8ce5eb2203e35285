import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columns, wrap } from '../../../../src/publish/reports/wrapped-text.ts';
import { replaceControlCharacters } from '../../../../src/publish/control-characters.ts';

test('text is broken at blanks, and each line is indented', () => {
  expect(wrap('one two three four', 2, 12)).toEqual(['  one two', '  three four']);
  expect(wrap('', 4, 12)).toEqual(['    ']);
});

test('a word that is longer than a line stays whole', () => {
  expect(wrap('a /very/long/path b', 0, 10)).toEqual(['a', '/very/long/path', 'b']);
});

test.each([
  ['latin', 5],
  ['名前', 4],
  ['ノード', 6],
  ['노드', 4],
  ['Ｆ', 2],
  ['🚀', 2],
  ['…✓✗–', 4],
])('%s takes %i columns', (text, count) => {
  expect(columns(text)).toBe(count);
});

test('wide characters count twice', () => {
  expect(wrap('名前 名前 名前', 1, 10)).toEqual([' 名前 名前', ' 名前']);
});

function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

test('nothing is lost, and no line is too long but for a single word', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', ' ', '名', '🚀', '\u001B', '\n', '\u202E') });
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 10, max: 60 }), (text, indent, width) => {
      const lines = wrap(text, indent, width);
      expect(wordsOf(lines.join(' '))).toEqual(wordsOf(replaceControlCharacters(text)));
      for (const line of lines) {
        expect(line.startsWith(' '.repeat(indent))).toBe(true);
        expect(columns(line) <= width || !line.slice(indent).trim().includes(' ')).toBe(true);
      }
    }),
  );
});
