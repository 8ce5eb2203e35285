import { describe, expect, test } from 'vitest';

import { type CertificateAuthority } from '../../support/e2e/certificates.ts';
import { etcdSuite } from '../../support/e2e/etcd-suite.ts';
import type { EtcdSettings } from '../../support/e2e/etcd-settings.ts';
import { etcdVersions, isAtLeast } from '../../support/e2e/etcd-versions.ts';
import { freePort } from '../../support/e2e/free-ports.ts';
import { checkMachine } from '../../support/e2e/machine-check.ts';
import { startPlainEtcd } from '../../support/e2e/plain-etcd.ts';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';

const hasTools = hasRequiredTools('etcd', 'openssl', 'setpriv');
// The oldest and the newest: what lies between decides nothing differently here.
const versions = hasTools ? etcdVersions() : [];
const binaries = versions.filter((_, index) => index === 0 || index === versions.length - 1);

type Case = {
  readonly name: string;
  readonly urls: (port: number, other: number) => string;
  readonly advertised?: (port: number) => string;
  readonly settings: (authority: CertificateAuthority) => EtcdSettings;
  readonly since?: readonly [number, number, number];
  readonly statuses: string;
  readonly reasons: readonly string[];
  readonly listeners: readonly object[];
};

const secure = (port: number): string => `https://127.0.0.1:${port}`;
const plain = (port: number): string => `http://127.0.0.1:${port}`;

const pair = (authority: CertificateAuthority): EtcdSettings => {
  const { certificate, key } = authority.issue('peer');
  return { 'peer-cert-file': certificate, 'peer-key-file': key };
};
const authorityFile = ({ certificate }: CertificateAuthority): EtcdSettings => ({
  'peer-trusted-ca-file': certificate,
});
const everything = (authority: CertificateAuthority): EtcdSettings => ({
  ...pair(authority),
  ...authorityFile(authority),
  'peer-client-cert-auth': 'true',
});

const demands = { kind: 'tls', clientCertificateRequired: true };
// A list of one is only told once it was repeated, which nobody waits for where it makes no difference.
const asksNothing = { kind: 'tls', clientCertificateRequired: false, members: {} };
const inPlaintext = { kind: 'plaintext', members: { version: expect.stringMatching(/^3\./) } };

const nothingGiven = ['peer_cert_file_not_set', 'peer_key_file_not_set'];

const cases: readonly Case[] = [
  {
    name: 'plaintext',
    urls: plain,
    settings: () => ({}),
    statuses: 'fail / fail',
    reasons: [...nothingGiven, 'client_cert_auth_not_set', 'peer_listener_plaintext', 'wire_plaintext'],
    listeners: [inPlaintext],
  },
  {
    name: 'TLS without client certificates',
    urls: secure,
    settings: pair,
    statuses: 'pass / fail',
    reasons: ['client_cert_auth_not_set', 'wire_no_client_certificate'],
    listeners: [asksNothing],
  },
  {
    name: 'TLS with client certificates',
    urls: secure,
    settings: everything,
    statuses: 'pass / pass',
    reasons: [],
    listeners: [demands],
  },
  {
    name: 'a CA without the flag',
    urls: secure,
    settings: (authority) => ({ ...pair(authority), ...authorityFile(authority) }),
    statuses: 'pass / fail',
    reasons: ['client_cert_auth_not_set', 'enforced_by_trusted_ca_only'],
    listeners: [demands],
  },
  {
    name: 'auto-TLS with the flag and a CA, which the wire contradicts',
    urls: secure,
    settings: (authority) => ({
      'peer-auto-tls': 'true',
      'peer-client-cert-auth': 'true',
      ...authorityFile(authority),
    }),
    statuses: 'fail / fail',
    reasons: [...nothingGiven, 'self_signed_auto_tls', 'auto_tls_drops_client_auth', 'wire_no_client_certificate'],
    listeners: [asksNothing],
  },
  {
    name: 'a plaintext listener beside a good one',
    urls: (port, other) => `${secure(port)},${plain(other)}`,
    advertised: secure,
    settings: everything,
    statuses: 'fail / fail',
    reasons: ['peer_listener_mixed', 'wire_plaintext'],
    listeners: [demands, inPlaintext],
  },
  {
    name: 'an http URL with every certificate flag',
    urls: plain,
    settings: everything,
    statuses: 'fail / fail',
    reasons: ['peer_listener_plaintext', 'wire_plaintext'],
    listeners: [inPlaintext],
  },
  {
    name: 'TLS 1.3 only',
    urls: secure,
    settings: (authority) => ({ ...everything(authority), 'tls-min-version': 'TLS1.3' }),
    since: [3, 5, 8],
    statuses: 'pass / pass',
    reasons: [],
    listeners: [{ ...demands, protocol: 'TLSv1.3' }],
  },
  {
    name: 'TLS 1.2 only',
    urls: secure,
    settings: (authority) => ({ ...everything(authority), 'tls-max-version': 'TLS1.2' }),
    since: [3, 5, 8],
    statuses: 'pass / pass',
    reasons: [],
    listeners: [{ ...demands, protocol: 'TLSv1.2' }],
  },
  {
    name: 'TLS 1.2 only without client certificates',
    urls: secure,
    settings: (authority) => ({ ...pair(authority), 'tls-max-version': 'TLS1.2' }),
    since: [3, 5, 8],
    statuses: 'pass / fail',
    reasons: ['client_cert_auth_not_set', 'wire_no_client_certificate'],
    listeners: [{ ...asksNothing, protocol: 'TLSv1.2' }],
  },
  {
    name: 'IPv6',
    urls: (port) => `https://[::1]:${port}`,
    settings: everything,
    statuses: 'pass / pass',
    reasons: [],
    listeners: [demands],
  },
  {
    name: 'every address',
    urls: (port) => `https://0.0.0.0:${port}`,
    advertised: secure,
    settings: everything,
    statuses: 'pass / pass',
    reasons: [],
    listeners: [demands],
  },
  {
    name: 'every address of IPv6',
    urls: (port) => `https://[::]:${port}`,
    advertised: secure,
    settings: pair,
    statuses: 'pass / fail',
    reasons: ['client_cert_auth_not_set', 'wire_no_client_certificate'],
    listeners: [asksNothing],
  },
];

describe.skipIf(!hasTools)('what the wire shows of a real etcd', () => {
  const suite = etcdSuite();

  const runs = binaries.flatMap((binary) =>
    cases
      .filter(({ since = [3, 0, 0] }) => isAtLeast(binary.version, since))
      .map((one) => ({ ...one, binary, version: binary.version })),
  );

  test.each(runs)('leads to $statuses for $version with $name', async (run) => {
    const [port, other] = [await freePort(), await freePort()];
    await startPlainEtcd(run.binary, {
      name: `cp-1-${port}`,
      directory: suite.directory(),
      settings: {
        'listen-peer-urls': run.urls(port, other),
        'initial-advertise-peer-urls': run.advertised?.(port) ?? run.urls(port, other),
        ...run.settings(suite.authority()),
      },
    });
    const checked = await checkMachine(['--single-member=no']);
    expect(checked).toMatchObject({
      statuses: run.statuses,
      exitCode: run.statuses.includes('fail') ? 1 : 0,
      listeners: run.listeners.map((answer) => ({ answer, askedAt: expect.any(String) })),
    });
    expect(checked.reasons.toSorted()).toEqual(run.reasons.toSorted());
  });
});
