import { describe, expect, test } from 'vitest';
import { containerEnvironment } from '../../../../src/resolve/pod/container-environment.ts';

function environment(env: unknown, envFrom?: unknown) {
  const made = containerEnvironment({ env, envFrom });
  return {
    variables: Object.fromEntries(made.variables),
    unresolved: [...made.unresolved],
    gap: made.gap?.reason,
  };
}

const fieldRef = { fieldRef: { fieldPath: 'status.podIP' } };

describe("a container's environment as the kubelet makes it", () => {
  test.each([
    ['a literal', [{ name: 'A', value: '1' }], { A: '1' }],
    ['no value, which is an empty one', [{ name: 'A' }], { A: '' }],
    ['a null value', [{ name: 'A', value: null }], { A: '' }],
    [
      'a repeated name, of which the last counts',
      [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
      { A: '2' },
    ],
    [
      'a reference to an earlier one',
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '$(A)2' },
      ],
      { A: '1', B: '12' },
    ],
    [
      'a reference to a later one, which stays',
      [
        { name: 'B', value: '$(A)' },
        { name: 'A', value: '1' },
      ],
      { A: '1', B: '$(A)' },
    ],
    [
      'a reference to the one before of the same name',
      [
        { name: 'A', value: '1' },
        { name: 'A', value: '$(A)2' },
      ],
      { A: '12' },
    ],
    [
      'an escaped reference',
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '$$(A)' },
      ],
      { A: '1', B: '$(A)' },
    ],
    ['valueFrom that is null', [{ name: 'A', valueFrom: null }], { A: '' }],
    ['valueFrom beside a value, which the value wins', [{ name: 'A', value: '1', valueFrom: fieldRef }], { A: '1' }],
    ['no env', undefined, {}],
    ['null', null, {}],
    ['env of the wrong kind', 'A=1', {}],
    ['entries of the wrong kind', [null, 'A=1', { name: 1, value: 'x' }, {}], {}],
  ])('is made from %s', (_what, env, variables) => {
    expect(environment(env)).toEqual({ variables, unresolved: [], gap: undefined });
  });

  test.each([
    ['valueFrom', [{ name: 'A', valueFrom: fieldRef }]],
    ['valueFrom beside an empty value', [{ name: 'A', value: '', valueFrom: fieldRef }]],
    ['a value that is no text', [{ name: 'A', value: 1 }]],
    [
      'valueFrom after a literal',
      [
        { name: 'A', value: '1' },
        { name: 'A', valueFrom: fieldRef },
      ],
    ],
  ])('%s is only known to the kubelet', (_what, env) => {
    expect(environment(env)).toEqual({ variables: {}, unresolved: ['A'], gap: undefined });
  });

  test('a literal after valueFrom is known', () => {
    expect(
      environment([
        { name: 'A', valueFrom: fieldRef },
        { name: 'A', value: '1' },
      ]),
    ).toMatchObject({
      variables: { A: '1' },
      unresolved: [],
    });
  });

  test('a variable named __proto__ is a variable', () => {
    const made = containerEnvironment({ env: [{ name: '__proto__', value: 'x' }] });
    expect([...made.variables]).toEqual([['__proto__', 'x']]);
  });

  test('envFrom may hold any variable', () => {
    expect(environment([], [{ secretRef: { name: 'etcd' } }]).gap).toBe('environment_unresolved');
  });

  test.each([[[]], [null], [undefined]])('envFrom of %j holds none', (envFrom) => {
    expect(environment([], envFrom).gap).toBeUndefined();
  });
});
