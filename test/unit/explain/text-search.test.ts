import { expect, test } from 'vitest';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import { textSearches } from '../../../src/explain/text-search.ts';

test('every rule has a search for texts beside it', () => {
  expect(Object.keys(textSearches)).toEqual(rules.map(({ text }) => text.control));
});
