import { describe, expect, test } from 'vitest';
import type { Rule } from '../../../../src/evaluate/rule.ts';
import { rules } from '../../../../src/evaluate/rules/rule-list.ts';

test('the rules are section 2 of the benchmark, in its order', () => {
  const controls = ['2.1', '2.2', '2.3', '2.4', '2.5', '2.6', '2.7'];
  expect(rules.map(({ text }) => [text.id, text.control, text.framework])).toEqual(
    controls.map((control) => [`cis-kubernetes-${control}`, control, 'cis-kubernetes']),
  );
});

test.each([
  ['belong to the default verdict', ({ text }: Rule) => text.isDefault, ['2.4', '2.5']],
  ['are only for clusters', ({ isForClusters }: Rule) => isForClusters, ['2.4', '2.5', '2.6']],
  ['have the wire beside them', ({ checkListener }: Rule) => checkListener !== undefined, ['2.4', '2.5']],
  ['compare authorities', ({ readsCaFiles }: Rule) => readsCaFiles === true, ['2.7']],
])('the rules that %s are these', (_what, is, controls) => {
  expect(rules.filter(is).map(({ text }) => text.control)).toEqual(controls);
});

describe.each(rules)('$text.id', ({ text }) => {
  const { cisControls, references, id, framework, control, title, isDefault, settings, ...prose } = text;

  test('has a title and an id of its control', () => {
    expect(title).toMatch(isDefault ? /^Etcd should / : /^Ensure that /);
    expect(id).toBe(`${framework}-${control}`);
  });

  test.each(Object.entries(prose))('has sentences for its %s', (_name, words) => {
    expect(words).toMatch(/^\S.{20,}\.$/s);
  });

  test('names its references and its settings', () => {
    expect(references.length).toBeGreaterThan(0);
    expect(settings.length).toBeGreaterThan(0);
  });

  test('names its CIS controls where they are known', () => {
    expect(cisControls.map(({ version }) => version)).toEqual(isDefault ? ['v6', 'v7'] : []);
  });
});

test.each([
  ['2.4', ['14.2', '14.4']],
  ['2.5', ['14.4', '14.6']],
])('rule %s maps to the CIS controls %j of v6 and v7', (control, ids) => {
  const rule = rules.find(({ text }) => text.control === control);
  expect(rule?.text.cisControls.map(({ id }) => id)).toEqual(ids);
});
