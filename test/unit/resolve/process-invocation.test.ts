import { describe, expect, test } from 'vitest';
import type { ProcessObservation } from '../../../src/model/observation.ts';
import { ok, failWith } from '../../../src/model/result.ts';
import { isK3sWithoutEtcd, processInvocation, runningApiServer } from '../../../src/resolve/process-invocation.ts';

function observed(argv: readonly string[], more: Partial<ProcessObservation> = {}): ProcessObservation {
  const base = { pid: 7, startTime: 42, exe: undefined, containerised: true };
  return { ...base, argv: ok(argv), environ: ok([]), ...more };
}

describe('an etcd process', () => {
  test('is launched with its own argv and environment', () => {
    const invocation = processInvocation(observed(['etcd', '--name=a'], { environ: ok(['ETCD_DATA_DIR=/d']) }));
    expect(invocation).toMatchObject({
      source: 'process',
      location: 'pid 7',
      fallbackName: 'pid-7',
      pid: 7,
      startTime: 42,
      containerised: true,
      argv: { ok: true, value: ['etcd', '--name=a'] },
    });
    expect(invocation?.environment).toEqual({
      variables: new Map([['ETCD_DATA_DIR', '/d']]),
      unresolved: new Set(),
      gap: undefined,
    });
  });

  test('has a gap where its environment may not be read', () => {
    const environ = failWith('environment_unreadable', 'EACCES');
    expect(processInvocation(observed(['etcd'], { environ }))?.environment.gap).toEqual(environ.error);
  });

  test('is known by its executable when its command line may not be read', () => {
    const argv = failWith('command_line_unreadable', 'EACCES');
    expect(processInvocation(observed([], { argv, exe: '/usr/bin/etcd' }))?.argv).toEqual(argv);
    expect(processInvocation(observed([], { argv }))).toBeUndefined();
  });

  test('is no other process', () => {
    expect(processInvocation(observed(['kube-apiserver', '--etcd-servers=x']))).toBeUndefined();
  });
});

describe('etcd inside k3s', () => {
  const fileOf = (argv: readonly string[], environ: readonly string[] = []) => {
    const argvOf = processInvocation(observed(argv, { environ: ok(environ) }))?.argv;
    return argvOf?.ok === true ? argvOf.value[1] : argvOf;
  };
  const file = (directory: string): string => `--config-file=${directory}/server/db/etcd/config`;

  test.each([
    ['the usual directory', ['/usr/local/bin/k3s server'], [], '/var/lib/rancher/k3s'],
    ['--data-dir', ['k3s', 'server', '--data-dir=/d'], [], '/d'],
    ['--data-dir in the space form', ['k3s', 'server', '--data-dir', '/d'], [], '/d'],
    ['-d', ['k3s', 'server', '-d', '/d'], [], '/d'],
    ['the last option', ['k3s', 'server', '-d', '/a', '--data-dir=/d'], [], '/d'],
    ['the environment', ['/usr/local/bin/k3s server'], ['K3S_DATA_DIR=/e'], '/e'],
    ['the option before the environment', ['k3s', 'server', '-d=/d'], ['K3S_DATA_DIR=/e'], '/d'],
  ])('is configured by the file below %s', (_what, argv, environ, directory) => {
    expect(fileOf(argv, environ)).toBe(file(directory));
  });

  test("has no part in k3s's own environment", () => {
    const invocation = processInvocation(observed(['k3s', 'server'], { environ: ok(['ETCD_NAME=x']) }));
    expect(invocation?.environment.variables.size).toBe(0);
    expect(invocation?.location).toBe('pid 7 (etcd inside k3s)');
  });

  test('is not there when its file is missing, and may be when the file is unreadable', () => {
    const k3s = processInvocation(observed(['k3s', 'server']));
    const etcd = processInvocation(observed(['etcd']));
    if (k3s === undefined || etcd === undefined) throw new Error('No invocation');
    const missing = failWith('config_file_missing', '');
    expect(isK3sWithoutEtcd(k3s, missing)).toBe(true);
    expect(isK3sWithoutEtcd(k3s, failWith('config_file_unreadable', ''))).toBe(false);
    expect(isK3sWithoutEtcd(k3s, ok(''))).toBe(false);
    expect(isK3sWithoutEtcd(k3s, undefined)).toBe(false);
    expect(isK3sWithoutEtcd(etcd, missing)).toBe(false);
  });
});

describe('the command line of the API server', () => {
  test.each([
    ['by its name', ['kube-apiserver', '--x'], ['kube-apiserver', '--x']],
    ['within hyperkube', ['/hyperkube', 'apiserver', '--x'], ['apiserver', '--x']],
  ])('is known %s', (_what, argv, expected) => {
    expect(runningApiServer(observed(argv))?.argv).toEqual(ok(expected));
  });

  test('is none of another process', () => {
    expect(runningApiServer(observed(['etcd']))).toBeUndefined();
  });

  test('that may not be read says so', () => {
    const argv = failWith('command_line_unreadable', 'EACCES');
    const exe = '/usr/local/bin/kube-apiserver';
    expect(runningApiServer(observed([], { argv, exe }))?.argv).toEqual(argv);
  });
});
