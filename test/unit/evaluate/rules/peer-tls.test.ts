import { describe, expect, test } from 'vitest';
import { configurationVerdict } from '../../../../src/evaluate/rule.ts';
import { peerTls } from '../../../../src/evaluate/rules/peer-tls.ts';
import { resolution, runningInvocation } from '../../../support/resolve/verdicts.ts';

const gap = { reason: 'environment_unreadable', detail: 'EACCES' } as const;
const https = '--listen-peer-urls=https://192.0.2.10:2380';
const http = '--listen-peer-urls=http://192.0.2.10:2380';
const pair = ['--peer-cert-file=/c', '--peer-key-file=/k'];

function judged(flags: readonly string[], hidden = false) {
  const invocation = runningInvocation({ argv: ['etcd', ...flags] });
  const environment = hidden ? { ...invocation.environment, gap } : invocation.environment;
  const found = resolution({ ...invocation, environment });
  if (found === undefined) throw new Error('The flags start no etcd member');
  return configurationVerdict(peerTls, found);
}

const verdictOf = (flags: readonly string[], hidden = false): readonly string[] => {
  const { status, causes } = judged(flags, hidden);
  return [status, ...causes.map(({ reason }) => reason)];
};

describe('2.4', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes with a pair and https', [https, ...pair], ['pass']],
    ['does not ask for client certificates', [https, ...pair, '--peer-client-cert-auth=false'], ['pass']],
    ['fails with a pair on http', [http, ...pair], ['fail', 'peer_listener_plaintext']],
    ['fails with a pair on the default listener', pair, ['fail', 'peer_listener_plaintext']],
    ['fails with one listener on http', [`${https},http://127.0.0.1:2380`, ...pair], ['fail', 'peer_listener_mixed']],
    ['fails on a socket file', ['--listen-peer-urls=unixs://a:1', ...pair], ['fail', 'peer_listener_plaintext']],
    [
      'fails with nothing set',
      [],
      ['fail', 'peer_cert_file_not_set', 'peer_key_file_not_set', 'peer_listener_plaintext'],
    ],
    [
      'fails with a certificate that etcd signed itself',
      [https, '--peer-auto-tls'],
      ['fail', 'peer_cert_file_not_set', 'peer_key_file_not_set', 'self_signed_auto_tls'],
    ],
    ['passes with auto-tls beside a pair, which makes it idle', [https, ...pair, '--peer-auto-tls'], ['pass']],
    [
      'does not speak of auto-tls on a plaintext listener',
      [http, '--peer-auto-tls'],
      ['fail', 'peer_cert_file_not_set', 'peer_key_file_not_set', 'peer_listener_plaintext'],
    ],
  ])('%s', (_what, flags, expected) => {
    expect(verdictOf(flags)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    [
      'is unknown though every flag is right, since ETCD_CONFIG_FILE may be set',
      [https, ...pair],
      ['unknown', 'environment_unreadable'],
    ],
    ['is unknown when the pair may be there', [https], ['unknown', 'environment_unreadable']],
    [
      'fails all the same on a listener that a flag makes plaintext',
      [http, ...pair],
      ['fail', 'peer_listener_plaintext'],
    ],
  ])('with an environment that may not be read %s', (_what, flags, expected) => {
    expect(verdictOf(flags, true)).toEqual(expected);
  });

  test('says where an empty value comes from', () => {
    const details = judged([http, '--peer-cert-file=', '--peer-key-file=']).causes.map(({ detail }) => detail);
    expect(details).toContain('peer-cert-file is empty (flag)');
  });

  test('names the listeners without TLS, and only those', () => {
    const [cause] = judged([`${https},http://127.0.0.1:2380`, ...pair]).causes;
    expect(cause?.detail).toContain('http://127.0.0.1:2380');
    expect(cause?.detail).not.toContain('https://');
  });
});
