import { describe, expect, test } from 'vitest';
import { expandPlaceholders, mentionsAny, withoutPlaceholders } from '../../../../src/resolve/pod/placeholders.ts';

const variables: ReadonlyMap<string, string> = new Map([
  ['A', '1'],
  ['EMPTY', ''],
  ['REF', '$(A)'],
  ['__proto__', 'p'],
]);

describe('$(NAME) is expanded as the kubelet does it', () => {
  test.each([
    ['$(A)', '1'],
    ['x$(A)y$(A)', 'x1y1'],
    ['$(EMPTY)', ''],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['$(constructor)', '$(constructor)'],
    ['$(__proto__)', 'p'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$1'],
    ['$$$$(A)', '$$(A)'],
    ['$$', '$'],
    ['$', '$'],
    ['$A', '$A'],
    ['${A}', '${A}'],
    ['$(A', '$(A'],
    ['$()', '$()'],
    ['$(REF)', '$(A)'],
    ['a $ b $$ c', 'a $ b $ c'],
  ])('"%s" becomes "%s"', (text, expected) => {
    expect(expandPlaceholders(text, (name) => variables.get(name))).toBe(expected);
  });
});

describe('$(NAME) that only the kubelet can resolve', () => {
  const names = new Set(['A', 'B']);

  test.each([
    ['$(A)', true, ''],
    ['/pki/$(B).crt', true, '/pki/.crt'],
    ['$(C)', false, '$(C)'],
    ['$(C)$(A)', true, '$(C)'],
    ['A', false, 'A'],
    ['', false, ''],
  ])('"%s" mentions one: %s, and without it is "%s"', (text, mentions, rest) => {
    expect(mentionsAny(text, names)).toBe(mentions);
    expect(withoutPlaceholders(text, names)).toBe(rest);
  });
});
