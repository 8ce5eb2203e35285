import { describe, expect, test } from 'vitest';
import { configurationVerdict } from '../../../../src/evaluate/rule.ts';
import { peerClientCertificates } from '../../../../src/evaluate/rules/peer-client-certificates.ts';
import { resolution, runningInvocation } from '../../../support/resolve/verdicts.ts';

const https = '--listen-peer-urls=https://192.0.2.10:2380';
const http = '--listen-peer-urls=http://192.0.2.10:2380';
const pair = ['--peer-cert-file=/c', '--peer-key-file=/k'];
const ca = '--peer-trusted-ca-file=/ca';
const auth = '--peer-client-cert-auth';

function verdictOf(flags: readonly string[], unresolved: readonly string[] = []): readonly string[] {
  const invocation = runningInvocation({ argv: ['etcd', ...flags] });
  const environment = { ...invocation.environment, unresolved: new Set(unresolved) };
  const found = resolution({ ...invocation, environment });
  if (found === undefined) throw new Error('The flags start no etcd member');
  const { status, causes } = configurationVerdict(peerClientCertificates, found);
  return [status, ...causes.map(({ reason }) => reason)];
}

describe('2.5', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes with everything', [https, ...pair, ca, auth], ['pass']],
    ['passes without a CA, since etcd then takes the system roots', [https, ...pair, auth], ['pass']],
    ['fails without the flag', [https, ...pair], ['fail', 'client_cert_auth_not_set']],
    ['fails with the flag off', [https, ...pair, `${auth}=false`], ['fail', 'client_cert_auth_false']],
    [
      'fails by the letter where the CA alone makes etcd demand certificates, and says so',
      [https, ...pair, ca],
      ['fail', 'client_cert_auth_not_set', 'enforced_by_trusted_ca_only'],
    ],
    [
      'says so as well where the flag is off',
      [https, ...pair, ca, `${auth}=false`],
      ['fail', 'client_cert_auth_false', 'enforced_by_trusted_ca_only'],
    ],
    ['fails on http whatever is set', [http, ...pair, ca, auth], ['fail', 'peer_listener_plaintext']],
    [
      'fails with one listener on http',
      [`${https},http://127.0.0.1:2380`, ...pair, ca, auth],
      ['fail', 'peer_listener_mixed'],
    ],
    [
      'fails where auto-tls drops what is set',
      [https, ca, auth, '--peer-auto-tls'],
      ['fail', 'auto_tls_drops_client_auth'],
    ],
    ['passes with auto-tls beside a pair', [https, ...pair, ca, auth, '--peer-auto-tls'], ['pass']],
    [
      'does not speak of the CA where nothing is enforced',
      [http, ...pair, ca],
      ['fail', 'client_cert_auth_not_set', 'peer_listener_plaintext'],
    ],
  ])('%s', (_what, flags, expected) => {
    expect(verdictOf(flags)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[], string]>([
    [
      'is unknown when the flag is only known to the kubelet',
      [https, ...pair],
      ['ETCD_PEER_CLIENT_CERT_AUTH'],
      'unknown',
    ],
    ['is unknown when the listeners are', [...pair, auth], ['ETCD_LISTEN_PEER_URLS'], 'unknown'],
    [
      'is unknown when auto-tls and the pair are',
      [https, auth],
      ['ETCD_PEER_AUTO_TLS', 'ETCD_PEER_CERT_FILE', 'ETCD_PEER_KEY_FILE'],
      'unknown',
    ],
    ['passes when auto-tls is not known beside a pair', [https, ...pair, auth], ['ETCD_PEER_AUTO_TLS'], 'pass'],
    ['passes when the CA is not known', [https, ...pair, auth], ['ETCD_PEER_TRUSTED_CA_FILE'], 'pass'],
    ['fails on http whatever is not known', [http, ...pair], ['ETCD_PEER_CLIENT_CERT_AUTH'], 'fail'],
  ])('%s', (_what, flags, unresolved, status) => {
    expect(verdictOf(flags, unresolved)[0]).toBe(status);
  });
});
