import { describe, expect, test } from 'vitest';
import { configurationDrift } from '../../../../src/resolve/members/drift.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../../../../src/model/invocation.ts';
import { resolvedEtcd } from '../../../support/observations.ts';
import { declaredInvocation, resolution, runningInvocation, secureArgv } from '../../../support/resolve/verdicts.ts';

function resolved(invocation: EtcdInvocation, placeholders: readonly string[] = []): ResolvedEtcd {
  const open = { ...invocation, placeholders: new Set(placeholders) };
  return resolvedEtcd(open, resolution(open));
}

const running = (...more: readonly string[]) => resolved(runningInvocation({ argv: secureArgv(...more) }));
const declared = (...more: readonly string[]) => resolved(declaredInvocation({ argv: secureArgv(...more) }), ['NODE']);

describe('the process drifts from its manifest', () => {
  test.each([
    '--peer-client-cert-auth=false',
    '--peer-cert-file=/other',
    '--peer-key-file=/other',
    '--peer-trusted-ca-file=',
    '--peer-auto-tls',
    '--listen-peer-urls=http://192.0.2.10:2380',
    '--listen-peer-urls=https://192.0.2.11:2380',
  ])('when only one of them has %s', (flag) => {
    const [there] = configurationDrift([declared(flag)], running()) ?? [];
    const [back] = configurationDrift([declared()], running(flag)) ?? [];
    expect(there?.setting).toBeDefined();
    expect(back).toEqual({ setting: there?.setting, declared: there?.running, running: there?.declared });
  });

  test('when etcd refuses what is declared, since that is not what runs', () => {
    expect(configurationDrift([declared('x')], running())).toEqual([
      {
        setting: undefined,
        declared: expect.stringMatching(/^argument \d+ is not a flag/),
        running: 'it runs',
      },
    ]);
  });

  test('when one of two manifests differs', () => {
    expect(configurationDrift([declared(), declared('--peer-auto-tls')], running())).toEqual([
      { setting: 'peerAutoTls', declared: 'true', running: 'false' },
    ]);
  });
});

describe('the process does not drift', () => {
  test.each([
    ['the same flags', []],
    ['the client side', ['--cert-file=/c']],
    ['the same value in other words', ['--peer-client-cert-auth=T']],
    ['a value that only the kubelet knows', ['--peer-cert-file=/pki/$(NODE).crt']],
    ['a URL that only the kubelet knows', ['--listen-peer-urls=https://$(NODE):2380']],
  ])('by %s', (_what, flags) => {
    expect(configurationDrift([declared(...flags)], running())).toEqual([]);
  });

  test('by another order of the peer URLs', () => {
    const [a, b] = ['https://192.0.2.10:2380', 'http://127.0.0.1:2380'];
    const manifest = declared(`--listen-peer-urls=${a},${b}`);
    expect(configurationDrift([manifest], running(`--listen-peer-urls=${b},${a}`))).toEqual([]);
  });

  test('by a value from another place', () => {
    const [program, ...flags] = secureArgv();
    const rest = flags.filter((flag) => !flag.startsWith('--peer-client-cert-auth'));
    const env = { ETCD_PEER_CLIENT_CERT_AUTH: 'true' };
    const manifest = resolved(declaredInvocation({ argv: [program ?? '', ...rest], env }));
    expect(configurationDrift([manifest], running())).toEqual([]);
  });
});

describe('nothing can be compared', () => {
  test('when there is no manifest', () => {
    expect(configurationDrift([], running())).toBeUndefined();
  });

  test('when the process is not understood', () => {
    expect(configurationDrift([declared()], running('x'))).toBeUndefined();
  });

  test('when a script starts the declared one', () => {
    const cause = { reason: 'started_by_script', detail: '' } as const;
    const scripted = { ...declared(), resolution: { resolved: false, cause } as const };
    expect(configurationDrift([scripted], running())).toBeUndefined();
  });
});
