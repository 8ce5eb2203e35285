import { describe, expect, test } from 'vitest';
import { configurationVerdict } from '../../../../src/evaluate/rule.ts';
import { peerAutoTls } from '../../../../src/evaluate/rules/peer-auto-tls.ts';
import { resolution, runningInvocation } from '../../../support/resolve/verdicts.ts';
import { ruleVerdict } from '../../../support/evaluate/rules/rule-verdict.ts';

const https = '--listen-peer-urls=https://192.0.2.10:2380';
const pair = ['--peer-cert-file=/c', '--peer-key-file=/k'];

describe('2.6', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['passes without the flag', [https, ...pair], ['pass']],
    ['passes with nothing at all', [], ['pass']],
    ['passes with the flag off', [https, ...pair, '--peer-auto-tls=false'], ['pass']],
    ['passes where it is off in the end', ['--peer-auto-tls', '--peer-auto-tls=0'], ['pass']],
    ['says nothing about clients', ['--auto-tls'], ['pass']],
    ['fails with the flag', [https, '--peer-auto-tls'], ['fail', 'peer_auto_tls_enabled']],
    ['fails beside a pair', [https, ...pair, '--peer-auto-tls'], ['fail', 'peer_auto_tls_enabled']],
    ['fails on http', ['--peer-auto-tls'], ['fail', 'peer_auto_tls_enabled']],
  ])('%s', (_what, flags, expected) => {
    expect(ruleVerdict(peerAutoTls, flags)).toEqual(expected);
  });

  test('is unknown when the flag is only known to the kubelet', () => {
    expect(ruleVerdict(peerAutoTls, [https, ...pair], ['ETCD_PEER_AUTO_TLS'])).toEqual([
      'unknown',
      'environment_unresolved',
    ]);
  });

  test.each([
    [pair, 'peer-auto-tls is true (flag); etcd ignores it while a certificate is given'],
    [[], 'peer-auto-tls is true (flag)'],
  ])('with %j says: %s', (more, detail) => {
    const found = resolution(runningInvocation({ argv: ['etcd', https, '--peer-auto-tls', ...more] }));
    if (found === undefined) throw new Error('The flags start no etcd member');
    expect(configurationVerdict(peerAutoTls, found).causes).toEqual([{ reason: 'peer_auto_tls_enabled', detail }]);
  });
});
