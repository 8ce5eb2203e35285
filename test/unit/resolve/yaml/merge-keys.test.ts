// Each case was given to a real etcd (3.4.23) as its configuration file, with `name` as the key.
import { describe, expect, test } from 'vitest';
import { parseFirstDocument } from '../../../../src/resolve/yaml/first-document.ts';

function nameOf(text: string): unknown {
  const parsed = parseFirstDocument(`a: &a {name: one}\nb: &b {name: two}\n${text}`);
  return parsed.ok ? (parsed.value.value as { readonly name: unknown }).name : parsed.error;
}

describe('a merge key', () => {
  test.each([
    ['gives what is not there', '<<: *a\n', 'one'],
    ['overrides a key before it', 'name: own\n<<: *a\n', 'one'],
    ['is overridden by a key after it', '<<: *a\nname: own\n', 'own'],
    ['is overridden by a later one', '<<: *a\n<<: *b\n', 'two'],
    ['counts the first mapping of a list', '<<: [*a, *b]\n', 'one'],
    ['takes a mapping that is written out', '<<: {name: three}\n', 'three'],
    ['is followed into a merged mapping', 'c: &c {<<: *b}\n<<: *c\n', 'two'],
    ['in quotes is a key like any other', '"<<": *a\n', undefined],
  ])('%s', (_what, text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  test.each([
    ['a text', '<<: x\n'],
    ['null', '<<:\n'],
    ['a list of other things', '<<: [1]\n'],
    ['an alias of a list', 'c: &c [*a]\n<<: *c\n'],
  ])('of %s is refused', (_what, text) => {
    expect(nameOf(text)).toBe('a merge key expects a mapping or a list of mappings');
  });

  test('of __proto__ sets a key and changes no object', () => {
    const parsed = parseFirstDocument('a: &a {__proto__: {polluted: true}}\nb: {<<: *a}\n');
    const merged = parsed.ok ? (parsed.value.value as { readonly b: object }).b : {};
    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});
