import { describe, expect, test } from 'vitest';
import { field, isPlainObject, items, shown, typeName } from '../../../../src/resolve/yaml/plain-data.ts';

describe('reading untrusted data', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('an object has no inherited %s', (key) => {
    expect(field({}, key)).toBeUndefined();
  });

  test('a field named __proto__ that is really there is read', () => {
    expect(field(JSON.parse('{"__proto__": 1}'), '__proto__')).toBe(1);
  });

  test.each([[null], [undefined], ['text'], [1], [[]], [new Map([['a', 1]])]])('%s has no fields', (value) => {
    expect(field(value, 'a')).toBeUndefined();
    expect(isPlainObject(value)).toBe(false);
  });

  test.each([[null], ['text'], [{ length: 1, 0: 'x' }]])('%s has no items', (value) => {
    expect(items(value)).toEqual([]);
  });
});

describe('values in messages', () => {
  test.each([
    [null, 'null', 'null'],
    [[], 'a list', 'a list'],
    [{}, 'a mapping', 'a mapping'],
    ['x', 'a string', '"x"'],
    [1, 'a number', '1'],
    [true, 'a boolean', 'true'],
    [undefined, 'a undefined', 'undefined'],
  ])('%j is %s, shown as %s', (value, type, text) => {
    expect([typeName(value), shown(value)]).toEqual([type, text]);
  });

  test('a long text is cut', () => {
    expect(shown('x'.repeat(10_000)).length).toBeLessThan(100);
  });

  test('a list that contains itself can be shown', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(shown(list)).toBe('a list');
  });
});
