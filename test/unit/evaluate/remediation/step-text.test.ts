import { expect, test } from 'vitest';
import { evaluateRule } from '../../../../src/evaluate/rule-result.ts';
import { peerClientCertificates } from '../../../../src/evaluate/rules/peer-client-certificates.ts';
import type { MemberSource } from '../../../../src/model/member.ts';
import { declares, member, strict } from '../../../support/evaluate/members.ts';

const argv = (...flags: readonly string[]) => ({ argv: ['etcd', ...flags] });
const pair = ['--peer-cert-file=/c', '--peer-key-file=/k'];

const lines = (view: MemberSource): readonly (readonly [string | undefined, string])[] => {
  const at = { sources: [], policy: strict, at: new Date(0) };
  const { edits, remediation } = evaluateRule(peerClientCertificates, [member('m', view)], at);
  expect(edits.map(({ step }) => step)).toEqual(remediation);
  return edits.map(({ now, line }) => [now, line]);
};
const secure = ['--listen-peer-urls=https://192.0.2.10:2380', ...pair, '--peer-trusted-ca-file=/ca'];

test('the lines to set are flags where etcd is configured by flags, beside the one that is there', () => {
  expect(lines(declares(argv(...secure, '--peer-client-cert-auth=false')))).toEqual([
    ['--peer-client-cert-auth=false', '--peer-client-cert-auth=true'],
  ]);
  expect(lines(declares(argv(...secure)))).toEqual([[undefined, '--peer-client-cert-auth=true']]);
});

test('they are variables where it is configured by its environment', () => {
  const env = {
    ETCD_LISTEN_PEER_URLS: 'https://192.0.2.10:2380',
    ETCD_PEER_CERT_FILE: '/c',
    ETCD_PEER_KEY_FILE: '/k',
    ETCD_PEER_TRUSTED_CA_FILE: '/ca',
    ETCD_PEER_CLIENT_CERT_AUTH: 'false',
  };
  expect(lines(declares({ argv: ['etcd'], env }))).toEqual([
    ['ETCD_PEER_CLIENT_CERT_AUTH=false', 'ETCD_PEER_CLIENT_CERT_AUTH=true'],
  ]);
});

test('they are YAML where it is configured by its file', () => {
  const configFile = `listen-peer-urls: https://192.0.2.10:2380
peer-transport-security: {cert-file: /c, key-file: /k, trusted-ca-file: /ca, client-cert-auth: false}
`;
  expect(lines(declares({ argv: ['etcd', '--config-file=/etc/etcd.yaml'], configFile }))).toEqual([
    ['peer-transport-security:\n  client-cert-auth: false', 'peer-transport-security:\n  client-cert-auth: true'],
  ]);
});
