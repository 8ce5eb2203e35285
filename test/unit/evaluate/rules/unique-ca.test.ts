import { describe, expect, test } from 'vitest';
import { configurationVerdict } from '../../../../src/evaluate/rule.ts';
import { uniqueCa } from '../../../../src/evaluate/rules/unique-ca.ts';
import type { CaFiles, CaFile } from '../../../../src/model/member.ts';
import { ok, failWith } from '../../../../src/model/result.ts';
import { resolution, runningInvocation } from '../../../support/resolve/verdicts.ts';

const flags = ['--trusted-ca-file=/etcd/ca.crt', '--peer-trusted-ca-file=/peer/ca.crt'];
const missing = failWith('authority_file_unreadable', 'it does not exist');

function file(path: string, ...keys: readonly string[]): CaFile {
  return { path, keys: ok(new Set(keys)) };
}

const own = file('/etcd/ca.crt', 'a');
const peer = file('/peer/ca.crt', 'b');
const kube = file('/pki/ca.crt', 'k');

function verdictOf(authorities: CaFiles | undefined, argv = flags): readonly string[] {
  const found = resolution(runningInvocation({ argv: ['etcd', ...argv] }));
  if (found?.resolved !== true) throw new Error('The settings are not resolved');
  const { status, causes } = configurationVerdict(
    uniqueCa,
    authorities === undefined ? found : { ...found, caFiles: authorities },
  );
  return [status, ...causes.map(({ reason }) => reason)];
}

describe('2.7', () => {
  test.each<[string, CaFiles, readonly string[]]>([
    ['passes with authorities of its own', { etcd: [own, peer], kubernetes: ok([kube]) }, ['pass']],
    ['passes where nobody is a client by certificate', { etcd: [own, peer], kubernetes: ok([]) }, ['pass']],
    [
      'fails with the same authority under another name',
      { etcd: [file('/etcd/ca.crt', 'k'), peer], kubernetes: ok([kube]) },
      ['fail', 'authority_shared_with_kubernetes'],
    ],
    [
      'fails with one shared authority in two bundles',
      { etcd: [file('/etcd/ca.crt', 'a', 'x'), peer], kubernetes: ok([kube, file('/b', 'x', 'y')]) },
      ['fail', 'authority_shared_with_kubernetes'],
    ],
    [
      'fails with a shared authority of the peers',
      { etcd: [own, file('/peer/ca.crt', 'k')], kubernetes: ok([kube]) },
      ['fail', 'peer_authority_shared_with_kubernetes'],
    ],
    [
      'fails with one path, though it cannot be read',
      { etcd: [{ path: '/etcd/ca.crt', keys: missing }], kubernetes: ok([file('/etcd/ca.crt', 'k')]) },
      ['fail', 'authority_shared_with_kubernetes'],
    ],
    [
      'passes with one path that is another file in each container',
      { etcd: [own, peer], kubernetes: ok([file('/etcd/ca.crt', 'k')]) },
      ['pass'],
    ],
    [
      'is unknown while a file of etcd is not read',
      { etcd: [own, { path: '/peer/ca.crt', keys: missing }], kubernetes: ok([kube]) },
      ['unknown', 'authority_file_unreadable'],
    ],
    [
      'is unknown while a file of Kubernetes is not read',
      { etcd: [own, peer], kubernetes: ok([kube, { path: '/b', keys: missing }]) },
      ['unknown', 'authority_file_unreadable'],
    ],
    [
      'is unknown without a kube-apiserver',
      { etcd: [own, peer], kubernetes: failWith('kube_apiserver_not_found', '') },
      ['unknown', 'kube_apiserver_not_found'],
    ],
    [
      'fails on what was read, whatever was not',
      { etcd: [file('/etcd/ca.crt', 'k'), peer], kubernetes: ok([kube, { path: '', keys: missing }]) },
      ['fail', 'authority_shared_with_kubernetes'],
    ],
  ])('%s', (_what, authorities, expected) => {
    expect(verdictOf(authorities)).toEqual(expected);
  });

  test('fails without an authority for clients', () => {
    const authorities = { etcd: [], kubernetes: ok([kube]) };
    expect(verdictOf(authorities, [])).toEqual(['fail', 'trusted_ca_file_not_set']);
    expect(verdictOf(authorities, ['--client-cert-auth', '--trusted-ca-file='])[0]).toBe('fail');
  });

  test('is unknown where no file was read', () => {
    expect(verdictOf(undefined)).toEqual(['unknown', 'authority_file_unreadable']);
  });
});
