import { describe, expect, test } from 'vitest';
import { parseFirstDocument } from '../../../../src/resolve/yaml/first-document.ts';

function valueOf(text: string): unknown {
  const parsed = parseFirstDocument(text);
  return parsed.ok ? parsed.value.value : `refused: ${parsed.error}`;
}

describe('YAML 1.1 as the readers in Go understand it', () => {
  test.each(['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'])('%s is true', (text) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: true });
  });

  test.each(['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'])('%s is false', (text) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: false });
  });

  test.each(['tRue', 't', 'f', '"yes"', "'true'", 'oN'])('%s is a string', (text) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: text.replaceAll(/["']/g, '') });
  });

  test.each(['~', 'null', 'Null', 'NULL', ''])('"%s" is null', (text) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: null });
  });

  test.each(['2001-01-01', '2001-12-14t21:59:43.10-05:00', '1:30', '190:20:30', '1:30.5'])(
    '%s is a string, not a time',
    (text) => {
      expect(valueOf(`a: ${text}`)).toEqual({ a: text });
    },
  );

  test.each([
    ['12', 12],
    ['0x1F', 31],
    ['1_000', 1000],
    ['1.5', 1.5],
  ])('%s is a number', (text, value) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: value });
  });

  test('a %YAML 1.2 directive does not change what yes means', () => {
    expect(valueOf('%YAML 1.2\n---\na: yes\n')).toEqual({ a: true });
  });

  test('of a key given twice the last one counts', () => {
    expect(valueOf('a: 1\na: 2\n')).toEqual({ a: 2 });
  });

  test('a byte order mark and CRLF are no content', () => {
    expect(valueOf('\uFEFFa: 1\r\nb: 2\r\n')).toEqual({ a: 1, b: 2 });
  });

  test('a key named __proto__ is a key', () => {
    const value = valueOf('__proto__: {polluted: true}\na: 1\n');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('only the first document counts', () => {
  test.each([
    ['a later document', 'a: 1\n---\na: 2\n', { a: 1 }],
    ['a later document that is malformed', 'a: 1\n---\n[}\n\t: :', { a: 1 }],
    ['a document end mark', 'a: 1\n...\na: 2\n', { a: 1 }],
    ['an empty first document', '---\n---\na: 2\n', null],
    ['a comment alone', '# nothing\n', null],
    ['no text', '', null],
  ])('in a text with %s', (_what, text, expected) => {
    expect(valueOf(text)).toEqual(expected);
  });
});

describe('what cannot be read is refused with words', () => {
  test.each([
    ['tabs as indentation', 'a:\n\tb: 1\n', /tab/i],
    ['an open bracket', 'a: [1, 2\n', /./],
    ['an unknown alias', 'a: *b\n', /alias/i],
    ['an anchor that contains itself', 'a: &a [*a]\n', /more than 500 levels/],
    ['a bell in a comment', 'a: 1 # \u0007\n', /control characters/],
    ['a NUL', 'a: "\0"\n', /control characters/],
    ['a delete character', 'a: \u007F\n', /control characters/],
    ['half of a surrogate pair', 'a: \uD800\n', /control characters/],
  ])('%s is refused', (_what, text, words) => {
    const parsed = parseFirstDocument(text);
    expect(parsed).toMatchObject({ ok: false, error: expect.stringMatching(words) as string });
  });

  test('a refusal is one line', () => {
    expect(valueOf('a: &a [*a]')).not.toContain('\n');
  });
});
