import { describe, expect, test } from 'vitest';
import { parseEnviron } from '../../../src/resolve/process-invocation.ts';

describe('the entries of an environment', () => {
  test.each([
    ['a value with an equals sign', ['A=b=c'], [['A', 'b=c']]],
    ['an empty value', ['A='], [['A', '']]],
    ['a repeated name, of which the first counts', ['A=1', 'A=2'], [['A', '1']]],
    ['no equals sign', ['A'], []],
    ['no name', ['=A', ''], []],
    ['__proto__', ['__proto__=x'], [['__proto__', 'x']]],
    ['a value of several lines', ['A=1\n2'], [['A', '1\n2']]],
  ])('%s', (_what, entries, expected) => {
    expect([...parseEnviron(entries)]).toEqual(expected);
  });
});
