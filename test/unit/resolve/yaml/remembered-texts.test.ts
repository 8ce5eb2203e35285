import { expect, test } from 'vitest';
import { rememberTexts } from '../../../../src/resolve/yaml/remembered-texts.ts';

function counting(limit: number) {
  const parsed: string[] = [];
  const parse = rememberTexts((text) => {
    parsed.push(text);
    return { text };
  }, limit);
  return { parse, parsed };
}

test('a text that is read again gives the result of the first time', () => {
  const { parse, parsed } = counting(10);
  expect(parse('a: 1')).toBe(parse('a: 1'));
  expect(parse('a: 2')).toEqual({ text: 'a: 2' });
  expect(parse('a: 1')).toEqual({ text: 'a: 1' });
  expect(parsed).toEqual(['a: 1', 'a: 2']);
});

test('the text that was not read for the longest time is forgotten first', () => {
  const { parse, parsed } = counting(8);
  for (const text of ['a: 1', 'a: 2', 'a: 1', 'a: 3', 'a: 1', 'a: 2']) expect(parse(text)).toEqual({ text });
  expect(parsed).toEqual(['a: 1', 'a: 2', 'a: 3', 'a: 2']);
});

test('a text that is longer than the limit is parsed each time, and takes the place of no other for long', () => {
  const { parse, parsed } = counting(4);
  for (const text of ['a: 10', 'a: 10', 'a: 1', 'a: 1']) expect(parse(text)).toEqual({ text });
  expect(parsed).toEqual(['a: 10', 'a: 10', 'a: 1']);
});
