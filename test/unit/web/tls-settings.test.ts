import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { timeOf } from '../../support/stopwatch.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { clientOf, pair, refused, serveTls, type TlsServed } from '../../support/web/served-tls.ts';
import { ask, serveWeb } from '../../support/web/served-web.ts';

const serveWith = (...fields: readonly string[]): Promise<TlsServed> => serveTls([pair, ...fields].join(', '));

/** A connection whose handshake is done. */
function handshake({ port, ca }: TlsServed, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options }, () => resolve(socket));
    socket.once('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

const tls12 = { maxVersion: 'TLSv1.2' } as const;

test('TLS 1.1 is refused by the server, TLS 1.2 and 1.3 are spoken', async () => {
  const served = await serveWith();
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const;
  await expect(handshake(served, old)).rejects.toThrow(/alert protocol version/);
  expect((await handshake(served, tls12)).getProtocol()).toBe('TLSv1.2');
  expect((await handshake(served, {})).getProtocol()).toBe('TLSv1.3');
});

test('min_version and max_version bound what is spoken', async () => {
  await expect(handshake(await serveWith('min_version: TLS13'), tls12)).rejects.toThrow(/alert protocol version/);
  expect((await handshake(await serveWith('max_version: TLS12'), {})).getProtocol()).toBe('TLSv1.2');
});

test('only the suites of the file are spoken in TLS 1.2, and TLS 1.3 still is', async () => {
  const served = await serveWith('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]');
  const chosen = await handshake(served, tls12);
  expect(chosen.getCipher().name).toBe('ECDHE-ECDSA-AES256-GCM-SHA384');
  const other = { ...tls12, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' };
  await expect(handshake(served, other)).rejects.toThrow(/alert handshake failure/);
  expect((await handshake(served, {})).getProtocol()).toBe('TLSv1.3');
});

test('a list of nothing but TLS 1.3 suites leaves TLS 1.3 alone', async () => {
  const served = await serveWith('cipher_suites: [TLS_AES_128_GCM_SHA256]');
  expect((await handshake(served, {})).getProtocol()).toBe('TLSv1.3');
  await expect(handshake(served, tls12)).rejects.toThrow(/alert/);
});

test.each([
  [true, 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  [false, 'ECDHE-ECDSA-AES128-GCM-SHA256'],
])('with prefer_server_cipher_suites: %s the suite is %s', async (prefer, name) => {
  const served = await serveWith(
    `prefer_server_cipher_suites: ${prefer}`,
    'cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]',
  );
  const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';
  expect((await handshake(served, { ...tls12, ciphers })).getCipher().name).toBe(name);
});

test('only the curves of the file are agreed on', async () => {
  const served = await serveWith('curve_preferences: [CurveP384]');
  const socket = await handshake(served, {});
  expect(socket.getEphemeralKeyInfo()).toMatchObject({ name: 'secp384r1' });
  await expect(handshake(served, { ecdhCurve: 'X25519' })).rejects.toThrow(/alert handshake failure/);
});

const demand = 'client_auth_type: RequireAndVerifyClientCert';

test.each(['localhost', '127.0.0.1', '"::1"'])(
  'a client whose certificate has the allowed name %s is answered',
  async (name) => {
    const served = await serveWith(demand, 'client_ca_file: ca.crt', `client_allowed_sans: [other, ${name}]`);
    const { ca, port, authority } = served;
    expect((await ask(port, '/metrics', { ca, ...clientOf(authority) })).status).toBe(200);
    await expect(ask(port, '/metrics', { ca })).rejects.toThrow(refused);
  },
);

test.each(['[other]', '[LOCALHOST]', '["*"]', '[local]', '[]'])(
  'with client_allowed_sans: %s a client is not answered, though its authority is known',
  async (names) => {
    const { ca, port, authority } = await serveWith(demand, 'client_ca_file: ca.crt', `client_allowed_sans: ${names}`);
    await expect(ask(port, '/metrics', { ca, ...clientOf(authority) })).rejects.toThrow(refused);
  },
);

test('certificate, key and authority may be in the file itself', async () => {
  const authority = createCertificateAuthority(temporaryDirectory(), 'ca');
  const { certificate, key } = authority.issue('server');
  const inline = (path: string): string => JSON.stringify(readFileSync(path, 'utf8'));
  const { port } = await serveWeb(
    `tls_server_config: {cert: ${inline(certificate)}, key: ${inline(key)}, ${demand}, ` +
      `client_ca: ${inline(authority.certificate)}}`,
  );
  const ca = readFileSync(authority.certificate);
  expect((await ask(port, '/', { ca, ...clientOf(authority) })).status).toBe(200);
  await expect(ask(port, '/', { ca })).rejects.toThrow(refused);
});

test('a client that speaks no TLS gets nothing, and the server goes on', async () => {
  const { port, ca } = await serveWith();
  await expect(ask(port, '/metrics')).rejects.toThrow(refused);
  const socket = connectPlain(port, '127.0.0.1');
  socket.end(Buffer.from([0x16, 3, 1, 0, 1, 255]));
  await new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  expect((await ask(port, '/metrics', { ca })).status).toBe(200);
});

test('a connection that never begins to speak TLS is ended', async () => {
  const { port } = await serveWith();
  const socket = connectPlain(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const ended = new Promise((resolve) => socket.once('error', resolve).once('close', resolve));
  expect(await timeOf(ended)).toBeLessThan(8000);
});
