import { describe, expect, test } from 'vitest';
import {
  declaredVerdicts,
  runningInvocation,
  runningVerdicts,
  resolution,
  shortly,
  type Variables,
} from '../../../support/resolve/verdicts.ts';

const secureVariables: Variables = {
  ETCD_LISTEN_PEER_URLS: 'https://192.0.2.10:2380',
  ETCD_PEER_CERT_FILE: '/pki/peer.crt',
  ETCD_PEER_KEY_FILE: '/pki/peer.key',
  ETCD_PEER_CLIENT_CERT_AUTH: 'true',
};

function judged(env: Variables, ...args: readonly string[]): string {
  return shortly(runningVerdicts({ argv: ['etcd', ...args], env }));
}

describe('variables beside flags', () => {
  test('alone they secure a member', () => {
    expect(judged(secureVariables)).toBe('pass / pass');
  });

  test.each([
    ['another variable does not count', { etcd_peer_client_cert_auth: 'true' }],
    ['without the prefix they do not count', { PEER_CLIENT_CERT_AUTH: 'true' }],
    ['an empty one is not set', { ETCD_PEER_CLIENT_CERT_AUTH: '' }],
  ])('%s', (_what, env) => {
    const { ETCD_PEER_CLIENT_CERT_AUTH: _auth, ...rest } = secureVariables;
    expect(judged({ ...rest, ...env })).toBe('pass / fail');
  });

  test('each one may come from the other side', () => {
    const { ETCD_PEER_CLIENT_CERT_AUTH: _auth, ...rest } = secureVariables;
    expect(judged(rest, '--peer-client-cert-auth')).toBe('pass / pass');
  });

  test.each([
    ['with another value', { ETCD_PEER_CLIENT_CERT_AUTH: 'true' }, '--peer-client-cert-auth=false'],
    ['with the same value', { ETCD_PEER_CLIENT_CERT_AUTH: 'true' }, '--peer-client-cert-auth=true'],
    ['of no importance', { ETCD_NAME: 'a' }, '--name=b'],
    ['that does nothing', { ETCD_CONFIG: 'a' }, '--config'],
  ])('a flag given on both sides %s is refused', (_what, env, flag) => {
    expect(judged(env, flag)).toBe('unknown / unknown');
    expect(runningVerdicts({ argv: ['etcd', flag], env }).reasons).toEqual(['etcd_rejects_configuration']);
  });

  test('a flag beside its empty variable is refused, unless it runs that way', () => {
    const etcd = { argv: ['etcd', '--name=a'], env: { ...secureVariables, ETCD_NAME: '' } };
    expect(shortly(declaredVerdicts(etcd))).toBe('unknown / unknown');
    expect(shortly(runningVerdicts(etcd))).toBe('pass / pass');
  });

  test('ETCD_VERSION, which images set, is no conflict', () => {
    expect(judged({ ...secureVariables, ETCD_VERSION: '3.5.16' }, '--version=false')).toBe('pass / pass');
  });

  test('a flag that no etcd of today knows has no variable', () => {
    expect(judged({ ...secureVariables, ETCD_NEW_FLAG: 'a' }, '--new-flag=b')).toBe('pass / pass');
  });

  test.each(['yes', 'on', 'tRue', ' true'])('a boolean of "%s" is refused', (text) => {
    expect(judged({ ...secureVariables, ETCD_PEER_CLIENT_CERT_AUTH: text })).toBe('unknown / unknown');
    expect(judged({ ...secureVariables, ETCD_STRICT_RECONFIG_CHECK: text })).toBe('unknown / unknown');
  });

  test('with a configuration file none of them counts, not even a conflict', () => {
    const invocation = runningInvocation({
      argv: ['etcd', '--config-file=/c', '--name=a'],
      env: { ...secureVariables, ETCD_NAME: 'b', ETCD_PEER_AUTO_TLS: 'maybe' },
    });
    expect(resolution(invocation, '')).toMatchObject({
      resolved: true,
      settings: { name: { value: 'default' }, peerClientCertAuth: { value: false } },
    });
  });
});
