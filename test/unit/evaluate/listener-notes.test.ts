import { describe, expect, test } from 'vitest';

import { certificateNotes } from '../../../src/evaluate/listener-notes.ts';
import { peerTls } from '../../../src/evaluate/rules/peer-tls.ts';
import type { Reason } from '../../../src/model/reason.ts';
import type { PeerCertificate } from '../../../src/model/listener.ts';
import { secureArgv } from '../../support/resolve/verdicts.ts';
import { probedListener, plaintext, runningMember, tls } from '../../support/evaluate/probed-members.ts';

const url = 'https://192.0.2.10:2380';
const now = new Date('2026-06-15T12:00:00Z');
const day = 24 * 3600 * 1000;

const sound: PeerCertificate = {
  subject: 'CN=cp-1',
  issuer: 'CN=etcd-ca',
  names: ['cp-1', '192.0.2.10'],
  notBefore: inDays(-10),
  notAfter: inDays(355),
  keyType: 'ec',
  rsaBits: undefined,
  signatureAlgorithm: 'ecdsa-with-SHA256',
};

function inDays(days: number): Date {
  return new Date(now.getTime() + days * day);
}

function notesOf(certificate: Partial<PeerCertificate>, advertised = 'https://192.0.2.10:2380'): readonly Reason[] {
  const argv = secureArgv(`--initial-advertise-peer-urls=${advertised}`);
  const listener = probedListener(url, tls({ demands: true, certificate: { ...sound, ...certificate } }));
  return certificateNotes(runningMember([listener], argv), now).map(({ reason }) => reason);
}

test('a sound certificate deserves no note', () => {
  expect(notesOf({})).toEqual([]);
});

describe('the validity of a certificate', () => {
  test.each([
    { left: -1, notes: ['peer_certificate_expired'] },
    { left: 0, notes: ['peer_certificate_expired'] },
    { left: 1 / day, notes: ['peer_certificate_expires_within_7_days'] },
    { left: 6, notes: ['peer_certificate_expires_within_7_days'] },
    { left: 7, notes: ['peer_certificate_expires_within_7_days'] },
    { left: 7 + 1 / day, notes: ['peer_certificate_expires_within_30_days'] },
    { left: 20, notes: ['peer_certificate_expires_within_30_days'] },
    { left: 30, notes: ['peer_certificate_expires_within_30_days'] },
    { left: 30 + 1 / day, notes: [] },
  ])('is noted as $notes with $left days left', ({ left, notes }) => {
    expect(notesOf({ notAfter: inDays(left) })).toEqual(notes);
  });

  test('that has not begun is as good as over', () => {
    expect(notesOf({ notBefore: inDays(1) })).toEqual(['peer_certificate_expired']);
  });

  test('is written into the note', () => {
    const listener = probedListener(url, tls({ demands: true, certificate: { ...sound, notAfter: inDays(-1) } }));
    expect(certificateNotes(runningMember([listener]), now)[0]?.detail).toBe(
      `${url}: valid from 2026-06-05T12:00:00.000Z to 2026-06-14T12:00:00.000Z`,
    );
  });
});

describe('the strength of a certificate', () => {
  test.each([
    { signatureAlgorithm: 'sha1WithRSAEncryption', keyType: 'rsa', rsaBits: 2048 },
    { signatureAlgorithm: 'ecdsa-with-SHA1' },
    { signatureAlgorithm: 'md5WithRSAEncryption', keyType: 'rsa', rsaBits: 4096 },
    { signatureAlgorithm: 'sha256WithRSAEncryption', keyType: 'rsa', rsaBits: 1024 },
    { signatureAlgorithm: 'sha256WithRSAEncryption', keyType: 'rsa', rsaBits: 2047 },
  ])('is weak: $keyType $rsaBits, $signatureAlgorithm', (certificate) => {
    expect(notesOf(certificate)).toEqual(['peer_certificate_weak']);
  });

  test.each([
    { signatureAlgorithm: 'sha256WithRSAEncryption', keyType: 'rsa', rsaBits: 2048 },
    { signatureAlgorithm: 'ecdsa-with-SHA384' },
    { signatureAlgorithm: 'ecdsa-with-SHA512' },
    { signatureAlgorithm: 'ED25519', keyType: 'ed25519' },
    { signatureAlgorithm: 'RSASSA-PSS', keyType: 'rsa', rsaBits: 3072 },
  ])('is enough: $keyType $rsaBits, $signatureAlgorithm', (certificate) => {
    expect(notesOf(certificate)).toEqual([]);
  });
});

describe('the names of a certificate', () => {
  test.each([
    { advertised: 'https://192.0.2.10:2380', names: ['192.0.2.10'] },
    { advertised: 'https://[2001:db8::10]:2380', names: ['2001:DB8:0:0:0:0:0:10'] },
    { advertised: 'https://[2001:0db8:0000::0010]:2380', names: ['2001:db8:0:0:0:0:0:10'] },
    { advertised: 'https://[::1]:2380', names: ['0:0:0:0:0:0:0:1'] },
    { advertised: 'https://[fe80::]:2380', names: ['FE80:0:0:0:0:0:0:0'] },
    { advertised: 'https://CP-1.example.com:2380', names: ['cp-1.Example.com'] },
    { advertised: 'https://cp-1.example.com:2380', names: ['*.example.com'] },
    { advertised: 'https://192.0.2.10:2380,https://cp-1:2380', names: ['cp-1', '192.0.2.10'] },
    { advertised: 'http://192.0.2.99:2380', names: [] },
  ])('$names cover $advertised', ({ advertised, names }) => {
    expect(notesOf({ names }, advertised)).toEqual([]);
  });

  test.each([
    { advertised: 'https://192.0.2.10:2380', names: ['192.0.2.11'] },
    { advertised: 'https://192.0.2.10:2380', names: [] },
    { advertised: 'https://192.0.2.10:2380', names: ['*.0.2.10'] },
    { advertised: 'https://192.0.2.10:2380', names: ['DNS:192.0.2.10'] },
    { advertised: 'https://[2001:db8::10]:2380', names: ['2001:db8:0:0:0:0:0:11'] },
    { advertised: 'https://cp-1.example.com:2380', names: ['example.com', 'cp-2.example.com'] },
    { advertised: 'https://a.b.example.com:2380', names: ['*.example.com'] },
    { advertised: 'https://example.com:2380', names: ['*.example.com'] },
    { advertised: 'https://cp-1:2380', names: ['*'] },
    { advertised: 'https://192.0.2.10:2380,https://cp-2:2380', names: ['192.0.2.10'] },
  ])('$names do not cover $advertised', ({ advertised, names }) => {
    expect(notesOf({ names }, advertised)).toEqual(['peer_certificate_name_mismatch']);
  });

  test('are not held against an address that nobody advertises', () => {
    const listener = probedListener(url, tls({ demands: true, certificate: { ...sound, names: ['elsewhere'] } }));
    expect(certificateNotes(runningMember([listener]), now)).toEqual([]);
  });
});

test('everything that is wrong with a certificate is noted at once, and of each listener', () => {
  const bad = { ...sound, notAfter: inDays(2), rsaBits: 1024, keyType: 'rsa', names: [] };
  const argv = secureArgv('--initial-advertise-peer-urls=https://192.0.2.10:2380');
  const listeners = [url, `${url}1`].map((own) => probedListener(own, tls({ demands: true, certificate: bad })));
  const notes = certificateNotes(runningMember(listeners, argv), now);
  expect(notes.map(({ reason }) => reason)).toEqual(
    [1, 2].flatMap(() => [
      'peer_certificate_expires_within_7_days',
      'peer_certificate_weak',
      'peer_certificate_name_mismatch',
    ]),
  );
  expect(peerTls.notes?.(runningMember(listeners, argv), now)).toEqual(notes);
});

test('a listener without TLS, or with no certificate to see, has nothing to note', () => {
  const listeners = [probedListener(url, plaintext(1)), probedListener(url, tls({ demands: true }))];
  expect(certificateNotes(runningMember(listeners), now)).toEqual([]);
});
