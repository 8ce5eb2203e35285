import { describe, expect, test } from 'vitest';
import { configFilePath } from '../../../../src/resolve/etcd/config-file-path.ts';
import { emptyEnvironment } from '../../../../src/model/invocation.ts';

describe('which file etcd reads', () => {
  const flag = (path: string) => ({ name: 'config-file', value: path, word: `--config-file=${path}` });
  const environment = (path: string) => ({
    ...emptyEnvironment,
    variables: new Map([['ETCD_CONFIG_FILE', path]]),
  });

  test.each([
    ['none', [], emptyEnvironment, '', 'default'],
    ['the flag', [flag('/a')], emptyEnvironment, '/a', 'flag'],
    ['the last flag', [flag('/a'), flag('/b')], emptyEnvironment, '/b', 'flag'],
    ['none when the last flag is empty', [flag('/a'), flag('')], emptyEnvironment, '', 'default'],
    ['the variable', [], environment('/c'), '/c', 'environment'],
    ['the flag before the variable', [flag('/a')], environment('/c'), '/a', 'flag'],
    ['the variable when the flag is empty', [flag('')], environment('/c'), '/c', 'environment'],
    ['none when the variable is empty', [], environment(''), '', 'default'],
    [
      'none for --config, which does nothing',
      [{ name: 'config', value: '/a', word: '--config=/a' }],
      emptyEnvironment,
      '',
      'default',
    ],
  ])('%s', (_what, flags, env, path, origin) => {
    expect(configFilePath(flags, env)).toEqual({ known: true, value: path, origin });
  });

  const gap = { reason: 'environment_unreadable', detail: 'EACCES' } as const;

  test('cannot be said when the environment is unreadable', () => {
    expect(configFilePath([], { ...emptyEnvironment, gap })).toEqual({ known: false, cause: gap });
  });

  test('is the flag, whatever the environment holds', () => {
    expect(configFilePath([flag('/a')], { ...emptyEnvironment, gap })).toMatchObject({ value: '/a' });
  });

  test('cannot be said when only the kubelet knows the variable', () => {
    const unresolved = new Set(['ETCD_CONFIG_FILE']);
    expect(configFilePath([], { ...emptyEnvironment, unresolved })).toMatchObject({
      known: false,
      cause: { reason: 'environment_unresolved' },
    });
  });
});
