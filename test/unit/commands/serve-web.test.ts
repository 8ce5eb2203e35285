import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../../src/publish/log.ts';
import { createWeb } from '../../../src/commands/serve-web.ts';
import { type CertificateAuthority, createCertificateAuthority, type KeyPair } from '../../support/e2e/certificates.ts';
import { askHttps } from '../../support/e2e/loopback-https.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { listenOnLoopback, plainContent } from '../../support/web/served-web.ts';

type Served = {
  readonly port: number;
  readonly authority: CertificateAuthority;
  readonly files: KeyPair;
  readonly lines: readonly string[];
};

async function serveWith(clientAuth: string): Promise<Served> {
  const directory = temporaryDirectory();
  const authority = createCertificateAuthority(join(directory, 'first'), 'ca');
  const files = authority.issue('server');
  const config = join(directory, 'web.yml');
  const pair = `cert_file: ${files.certificate}, key_file: ${files.key}`;
  writeFileSync(config, `tls_server_config: {${pair}${clientAuth.replace('CA', authority.certificate)}}`);
  const { port, lines } = await listenOnLoopback(config, plainContent);
  return { port, authority, files, lines };
}

test('with a certificate and a key the metrics are served over TLS', async () => {
  const { port, authority } = await serveWith('');
  expect(await askHttps({ port, path: '/metrics', authority })).toEqual({ status: 200, body: 'up 1\n' });
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
});

test('with a client authority only clients that it knows are answered', async () => {
  const { port, authority } = await serveWith(', client_auth_type: RequireAndVerifyClientCert, client_ca_file: CA');
  const stranger = createCertificateAuthority(temporaryDirectory(), 'stranger').issue('client');
  const client = authority.issue('client');
  expect((await askHttps({ port, path: '/metrics', authority, client })).status).toBe(200);
  await expect(askHttps({ port, path: '/metrics', authority })).rejects.toThrow(
    /certificate required|ECONNRESET|hang up/i,
  );
  await expect(askHttps({ port, path: '/metrics', authority, client: stranger })).rejects.toThrow(
    /unknown ca|ECONNRESET|hang up/i,
  );
});

test('a renewed certificate is served without a restart, and one that does not fit its key is not', async () => {
  const { port, authority, files, lines } = await serveWith('');
  const later = createCertificateAuthority(temporaryDirectory(), 'later');
  const renewed = later.issue('server');
  const served = (): string => lines.join('');
  cpSync(renewed.certificate, files.certificate);
  await waitUntil(async () => served().includes('do not fit') || undefined, {
    timeoutMs: 20_000,
    everyMs: 50,
    describe: served,
  });
  expect((await askHttps({ port, path: '/metrics', authority })).status).toBe(200);
  cpSync(renewed.key, files.key);
  await waitUntil(async () => served().includes('were read again') || undefined, {
    timeoutMs: 20_000,
    everyMs: 50,
    describe: served,
  });
  expect((await askHttps({ port, path: '/metrics', authority: later })).status).toBe(200);
  await expect(askHttps({ port, path: '/metrics', authority })).rejects.toThrow(/certificate/);
});

test('files that do not fit one another are refused at the start', async () => {
  const directory = temporaryDirectory();
  const authority = createCertificateAuthority(directory, 'ca');
  const [one, other] = [authority.issue('one'), authority.issue('other')];
  const config = join(directory, 'web.yml');
  writeFileSync(config, `tls_server_config: {cert_file: ${one.certificate}, key_file: ${other.key}}`);
  const log = createLog({ level: 'info', format: 'logfmt', now: () => new Date(), write: () => undefined });
  await expect(createWeb(config, plainContent, log)).rejects.toThrow(
    /--web\.config\.file: expected a certificate, its key/,
  );
});
