import { describe, expect, test } from 'vitest';
import { ok, failWith } from '../../../../src/model/result.ts';
import { parseInvocation, resolveSettings, configFileOf } from '../../../../src/resolve/etcd/effective-settings.ts';
import { declaredInvocation, resolution, runningInvocation, secureArgv } from '../../../support/resolve/verdicts.ts';

function parsed(...argv: readonly string[]) {
  const invocation = parseInvocation(runningInvocation({ argv: ['etcd', ...argv] }));
  if (invocation === undefined) throw new Error('The invocation starts no etcd member');
  return invocation;
}

describe('the configuration file that etcd reads', () => {
  test.each([
    ['none', [], undefined],
    ['the flag', ['--config-file=/etc/etcd.yaml'], '/etc/etcd.yaml'],
    ['none for an empty flag', ['--config-file='], undefined],
    ['none when the command line is refused', ['--config-file=/etc/etcd.yaml', 'x'], undefined],
  ])('is %s', (_what, argv, path) => {
    expect(configFileOf(parsed(...argv))).toBe(path);
  });
});

describe('which source counts', () => {
  const file = 'listen-peer-urls: http://192.0.2.10:2380\n';

  test('beside a file no flag counts', () => {
    const invocation = parsed(...secureArgv('--config-file=/c').slice(1));
    expect(resolveSettings(invocation, ok(file))).toMatchObject({
      resolved: true,
      settings: {
        listenPeerUrls: { origin: 'config_file', value: [{ scheme: 'http' }] },
        peerCertFile: { origin: 'default', value: '' },
      },
      override: undefined,
    });
  });

  test('a fault on the command line is fatal even with a file', () => {
    expect(resolveSettings(parsed('--config-file=/c', 'x'), ok(file))).toMatchObject({
      resolved: false,
      cause: { reason: 'etcd_rejects_configuration' },
    });
  });

  test('a file that could not be read says why', () => {
    const missing = failWith('config_file_missing', '/c');
    expect(resolveSettings(parsed('--config-file=/c'), missing)).toEqual({
      resolved: false,
      cause: missing.error,
    });
    expect(resolveSettings(parsed('--config-file=/c'), undefined)).toMatchObject({
      cause: { reason: 'config_file_unreadable' },
    });
  });

  test('a file whose path only the kubelet knows is unresolved', () => {
    const invocation = {
      ...declaredInvocation({ argv: ['etcd', '--config-file=/$(NODE).yaml'] }),
      placeholders: new Set(['NODE']),
    };
    expect(resolution(invocation, file)).toMatchObject({ cause: { reason: 'environment_unresolved' } });
  });

  test('settings that etcd refuses are not resolved', () => {
    expect(resolveSettings(parsed('--peer-cert-file=/c'), undefined)).toMatchObject({
      resolved: false,
      cause: { reason: 'etcd_rejects_configuration' },
    });
  });

  test('a TLS listener whose key is certainly missing is refused, whatever its certificate is', () => {
    const swallowed = ['-peer-cert-file', '--new-flag', '--peer-cert-file=/pki/peer.crt'];
    const listening = '--listen-peer-urls=https://192.0.2.10:2380';
    expect(resolveSettings(parsed(listening, ...swallowed), undefined)).toMatchObject({
      resolved: false,
      cause: { reason: 'etcd_rejects_configuration' },
    });
  });

  test('an argv that could not be read says why', () => {
    const argv = failWith('command_line_unreadable', 'EACCES');
    expect(resolution({ ...runningInvocation({ argv: ['etcd'] }), argv })).toEqual({
      resolved: false,
      cause: argv.error,
    });
  });
});

describe('a configuration file may be in force that nobody can see', () => {
  test('when the environment is unreadable and no flag names one', () => {
    const gap = { reason: 'environment_unreadable', detail: 'EACCES' } as const;
    const invocation = runningInvocation({ argv: secureArgv() });
    const hidden = { ...invocation, environment: { ...invocation.environment, gap } };
    expect(resolution(hidden)).toMatchObject({ resolved: true, override: gap });
  });

  test('when only the kubelet knows ETCD_CONFIG_FILE', () => {
    const invocation = declaredInvocation({ argv: secureArgv() });
    const environment = { ...invocation.environment, unresolved: new Set(['ETCD_CONFIG_FILE']) };
    expect(resolution({ ...invocation, environment })).toMatchObject({
      override: { reason: 'environment_unresolved' },
    });
  });

  test('but not when the environment is known', () => {
    expect(resolution(runningInvocation({ argv: secureArgv() }))).toMatchObject({ override: undefined });
  });
});
