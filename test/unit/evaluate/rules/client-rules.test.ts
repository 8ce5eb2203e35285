// Rules 2.1, 2.2 and 2.3, which judge the same settings.
import { describe, expect, test } from 'vitest';
import { autoTls } from '../../../../src/evaluate/rules/auto-tls.ts';
import { clientCertificates } from '../../../../src/evaluate/rules/client-certificates.ts';
import { clientTls } from '../../../../src/evaluate/rules/client-tls.ts';
import { clients, ruleVerdict } from '../../../support/evaluate/rules/rule-verdict.ts';

const url = 'https://192.0.2.10:2379';
const https = clients(url);
const http = clients('http://192.0.2.10:2379');
const mixed = clients(`${url},http://127.0.0.1:2379`);
const pair = ['--cert-file=/c', '--key-file=/k'];
const ca = '--trusted-ca-file=/ca';
const auth = '--client-cert-auth';
const httpApi = '--listen-client-http-urls=http://127.0.0.1:2382';
const peers = ['--peer-cert-file=/c', '--peer-key-file=/k', '--peer-client-cert-auth'];

describe('2.1', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes with a pair and https', [...https, ...pair], ['pass']],
    ['passes with unixs', [...clients('unixs://a:1'), ...pair], ['pass']],
    ['fails with nothing', [], ['fail', 'cert_file_not_set', 'key_file_not_set', 'client_listener_plaintext']],
    ['fails on http whatever is set', [...http, ...pair, ca, auth], ['fail', 'client_listener_plaintext']],
    ['fails with one listener on http', [...mixed, ...pair], ['fail', 'client_listener_mixed']],
    ['fails with an HTTP API in plaintext', [...https, ...pair, httpApi], ['fail', 'client_listener_mixed']],
    [
      'fails with half a pair on http',
      [...http, '--cert-file=/c'],
      ['fail', 'key_file_not_set', 'client_listener_plaintext'],
    ],
    [
      'fails with a certificate of its own making',
      [...https, '--auto-tls'],
      ['fail', 'cert_file_not_set', 'key_file_not_set', 'self_signed_client_auto_tls'],
    ],
    [
      'does not take the certificate of the peers for one',
      [...http, ...peers],
      ['fail', 'cert_file_not_set', 'key_file_not_set', 'client_listener_plaintext'],
    ],
    ['is unknown where etcd refuses', [...https, ca, auth], ['unknown', 'etcd_rejects_configuration']],
    ['is unknown with half a pair', [...https, '--key-file=/k'], ['unknown', 'etcd_rejects_configuration']],
  ])('%s', (_what, flags, expected) => {
    expect(ruleVerdict(clientTls, flags)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[], string]>([
    ['is unknown when a list of listeners is', [...https, ...pair], ['ETCD_LISTEN_CLIENT_HTTP_URLS'], 'unknown'],
    ['is unknown when the key is', [...https, '--cert-file=/c'], ['ETCD_KEY_FILE'], 'unknown'],
    ['fails on http whatever is not known', [...http, ...pair], ['ETCD_LISTEN_CLIENT_HTTP_URLS'], 'fail'],
  ])('%s', (_what, flags, unresolved, status) => {
    expect(ruleVerdict(clientTls, flags, unresolved)[0]).toBe(status);
  });

  test('is unknown where a flag that nobody knows may have taken another as its value', () => {
    expect(ruleVerdict(clientTls, [...https, '--key-file=/k', '--new-flag', '--cert-file=/c'])).toEqual([
      'unknown',
      'command_line_ambiguous',
    ]);
  });
});

describe('2.2', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes with everything', [...https, ...pair, ca, auth], ['pass']],
    ['passes without a CA, since etcd then takes the system roots', [...https, ...pair, auth], ['pass']],
    ['passes with auto-tls beside a pair', [...https, ...pair, ca, auth, '--auto-tls'], ['pass']],
    ['fails without the flag', [...https, ...pair], ['fail', 'client_authentication_not_set']],
    ['fails with the flag off', [...https, ...pair, `${auth}=false`], ['fail', 'client_authentication_false']],
    [
      'fails by the letter where the CA alone makes etcd demand certificates, and says so',
      [...https, ...pair, ca],
      ['fail', 'client_authentication_not_set', 'client_authentication_by_trusted_ca_only'],
    ],
    ['fails on http whatever is set', [...http, ...pair, ca, auth], ['fail', 'client_listener_plaintext']],
    ['fails with one listener on http', [...mixed, ...pair, ca, auth], ['fail', 'client_listener_mixed']],
    [
      'fails where auto-tls drops what is set',
      [...https, ca, auth, '--auto-tls'],
      ['fail', 'auto_tls_drops_client_authentication'],
    ],
    [
      'does not take the demand on peers for one',
      [...https, ...pair, ...peers],
      ['fail', 'client_authentication_not_set'],
    ],
  ])('%s', (_what, flags, expected) => {
    expect(ruleVerdict(clientCertificates, flags)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[], string]>([
    ['is unknown when the flag is', [...https, ...pair], ['ETCD_CLIENT_CERT_AUTH'], 'unknown'],
    [
      'is unknown when auto-tls and the pair are',
      [...https, auth],
      ['ETCD_AUTO_TLS', 'ETCD_CERT_FILE', 'ETCD_KEY_FILE'],
      'unknown',
    ],
    ['passes when auto-tls is not known beside a pair', [...https, ...pair, auth], ['ETCD_AUTO_TLS'], 'pass'],
    ['fails on http whatever is not known', [...http, ...pair], ['ETCD_CLIENT_CERT_AUTH'], 'fail'],
  ])('%s', (_what, flags, unresolved, status) => {
    expect(ruleVerdict(clientCertificates, flags, unresolved)[0]).toBe(status);
  });
});

describe('2.3', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes without the flag', [], ['pass']],
    ['passes with the flag off', ['--auto-tls=false'], ['pass']],
    ['says nothing about peers', ['--peer-auto-tls'], ['pass']],
    ['fails with the flag', [...https, '--auto-tls'], ['fail', 'auto_tls_enabled']],
    ['fails beside a pair', [...https, ...pair, '--auto-tls'], ['fail', 'auto_tls_enabled']],
    ['fails on http', ['--auto-tls=T'], ['fail', 'auto_tls_enabled']],
  ])('%s', (_what, flags, expected) => {
    expect(ruleVerdict(autoTls, flags)).toEqual(expected);
  });

  test('is unknown when the flag is only known to the kubelet', () => {
    expect(ruleVerdict(autoTls, [], ['ETCD_AUTO_TLS'])[0]).toBe('unknown');
  });
});
