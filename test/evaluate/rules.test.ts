import { describe, expect, test } from 'vitest';
import { rules } from '../../src/evaluate/rules.ts';

test('the rules are CIS 2.4 and 2.5', () => {
  expect(rules.map(({ text }) => [text.id, text.control, text.framework])).toEqual([
    ['cis-kubernetes-2.4', '2.4', 'cis-kubernetes'],
    ['cis-kubernetes-2.5', '2.5', 'cis-kubernetes'],
  ]);
});

describe.each(rules)('$text.id', ({ text }) => {
  const { cisControls, references, id, framework, control, title, ...prose } = text;

  test('has a title and an id of its control', () => {
    expect(title).toMatch(/^Etcd should /);
    expect(id).toBe(`${framework}-${control}`);
  });

  test.each(Object.entries(prose))('has sentences for its %s', (_name, words) => {
    expect(words).toMatch(/^\S.{20,}\.$/s);
  });

  test('names its references and its CIS controls', () => {
    expect(references.length).toBeGreaterThan(0);
    expect(cisControls.map(({ version }) => version)).toEqual(['v6', 'v7']);
  });
});

test.each([
  ['2.4', ['14.2', '14.4']],
  ['2.5', ['14.4', '14.6']],
])('rule %s maps to the CIS controls %j of v6 and v7', (control, ids) => {
  const rule = rules.find(({ text }) => text.control === control);
  expect(rule?.text.cisControls.map(({ id }) => id)).toEqual(ids);
});
