import type { TlsOptions } from 'node:tls';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { probePeer } from '../../../../src/observe/listeners/peer-probe.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { type Identity, makeIdentity } from '../../../support/observe/listeners/identities.ts';
import { peerServer } from '../../../support/observe/listeners/peer-server.ts';
import { relayTo, standIn } from '../../../support/observe/listeners/stand-in.ts';

const limits = { connectTimeout: 1000, totalTimeout: 3000 };
const host = '127.0.0.1';

const versions = [
  { protocol: 'TLSv1.2', name: 'TLS 1.2 only', options: { maxVersion: 'TLSv1.2' } },
  { protocol: 'TLSv1.3', name: 'TLS 1.3 only', options: { minVersion: 'TLSv1.3' } },
  { protocol: 'TLSv1.3', name: 'TLS 1.2 and 1.3', options: {} },
  { protocol: 'TLSv1.3', name: 'AES-128', options: { ciphers: 'TLS_AES_128_GCM_SHA256' } },
  { protocol: 'TLSv1.3', name: 'AES-256', options: { ciphers: 'TLS_AES_256_GCM_SHA384' } },
  { protocol: 'TLSv1.3', name: 'ChaCha20', options: { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' } },
  {
    protocol: 'TLSv1.2',
    name: 'TLS 1.2 with AES-256',
    options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
  },
  {
    protocol: 'TLSv1.2',
    name: 'TLS 1.2 with ChaCha20',
    options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' },
  },
  { protocol: 'TLSv1.3', name: 'a curve that takes a HelloRetryRequest', options: { ecdhCurve: 'P-521' } },
] as const satisfies readonly {
  readonly protocol: string;
  readonly name: string;
  readonly options: TlsOptions;
}[];

describe('a Node TLS server', () => {
  let directory: string;
  let identity: Identity;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    identity = makeIdentity(directory, 'peer', { names: 'IP:127.0.0.1, DNS:localhost' });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each(versions)(
    'with $name that asks for no certificate is read, with its member list',
    async ({ options, protocol }) => {
      const { port, requests, handshakeErrors } = await peerServer({ ...identity, ...options });
      expect(await probePeer({ host, port }, limits)).toMatchObject({
        kind: 'tls',
        protocol,
        clientCertificateRequired: false,
        members: { count: 1 },
        certificates: [{ subject: 'CN=peer', names: ['127.0.0.1', 'localhost'] }],
      });
      expect(requests).toEqual(['/members']);
      expect(handshakeErrors).toEqual([]);
    },
  );

  test.each(versions)('with $name that demands one gets none, and is asked nothing', async (server) => {
    const { port, requests } = await peerServer({ ...identity, ...server.options, requestCert: true });
    expect(await probePeer({ host, port }, limits)).toMatchObject({
      kind: 'tls',
      protocol: server.protocol,
      clientCertificateRequired: true,
      members: undefined,
      certificates: [{ subject: 'CN=peer' }],
    });
    expect(requests).toEqual([]);
  });

  test.each([false, true])('sees proper ends and no reset (demands a certificate: %s)', async (requestCert) => {
    const { port } = await peerServer({ ...identity, requestCert });
    const relay = await standIn(relayTo(port));
    for (let probe = 0; probe < 50; probe += 1) {
      const answer = await probePeer({ host, port: relay.port }, limits);
      expect(answer).toMatchObject({ kind: 'tls', clientCertificateRequired: requestCert });
    }
    await expect.poll(relay.open, { timeout: 20_000 }).toBe(0);
    expect({ resets: relay.resets(), ends: relay.ends() }).toEqual({ resets: 0, ends: 50 });
  });

  test('is read through certificates that nobody should use any more', async () => {
    const weak = makeIdentity(temporaryDirectory(), 'weak', { key: 'rsa:1024', digest: 'sha1' });
    const { port } = await peerServer({ ...weak, ciphers: 'DEFAULT@SECLEVEL=0' });
    const answer = await probePeer({ host, port }, limits);
    expect(answer).toMatchObject({
      certificates: [{ keyType: 'rsa', rsaBits: 1024, signatureAlgorithm: 'sha1WithRSAEncryption' }],
    });
  });

  test('is read with every kind of name it has, and an address written as a DNS name stays one', async () => {
    const names = 'DNS:*.example.com, IP:::1, IP:192.0.2.11, URI:spiffe://x/etcd, DNS:cp-1, DNS:192.0.2.12';
    const named = makeIdentity(temporaryDirectory(), 'named', { names });
    const { port } = await peerServer(named);
    expect(await probePeer({ host, port }, limits)).toMatchObject({
      certificates: [{ names: ['*.example.com', '0:0:0:0:0:0:0:1', '192.0.2.11', 'cp-1', 'DNS:192.0.2.12'] }],
    });
  });
});
