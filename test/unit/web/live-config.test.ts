import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { expect, test } from 'vitest';
import { createWeb } from '../../../src/commands/serve-web.ts';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { ask, plainContent, serveWeb, type Served, silentLog } from '../../support/web/served-web.ts';

const protectedBy = `basic_auth_users: {me: ${hashSync('right', 4)}}`;
const statusOf = ({ port }: Served): Promise<number> =>
  ask(port, '/metrics', { auth: 'me:right' }).then(({ status }) => status);
const broken = 'web configuration does not fit; every request is answered with 500';
const mended = 'web configuration was read again';

function linesWith({ lines }: Served, text: string): readonly string[] {
  return lines.filter((line) => line.includes(text));
}

test.each([
  ['is broken YAML', 'a: [', 'Flow sequence'],
  ['has an unknown key', 'users: {}', 'tls_server_config'],
  ['has a bad hash', 'basic_auth_users: {me: right}', 'bcrypt hash'],
  ['is emptied', '', 'it is empty'],
  ['has nothing but a comment', '# basic_auth_users', 'it is empty'],
  ['turns TLS on', 'tls_server_config: {cert_file: a, key_file: b}', 'TLS is only turned on by a restart'],
])('while the file %s every request is answered with 500, and with 200 once it is mended', async (_, text, said) => {
  const served = await serveWeb(protectedBy);
  expect(await statusOf(served)).toBe(200);
  served.write(text);
  for (const path of ['/metrics', '/', '/none', '/metrics']) {
    const { status, body, headers } = await ask(served.port, path, { auth: 'me:right' });
    expect([status, body]).toEqual([500, 'internal error\n']);
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  expect((await ask(served.port, '/metrics')).status).toBe(500);
  expect(linesWith(served, broken)).toHaveLength(1);
  expect(linesWith(served, broken)[0]).toMatch(/level=error .*error="/);
  expect(linesWith(served, broken)[0]).toContain(said);
  served.write(protectedBy);
  expect(await statusOf(served)).toBe(200);
  expect((await ask(served.port, '/metrics')).status).toBe(401);
  expect(linesWith(served, mended)).toHaveLength(1);
  expect(linesWith(served, mended)[0]).toContain('level=info');
});

test('a file that is gone, or no longer a file, is answered with 500 until it is back', async () => {
  const served = await serveWeb(protectedBy);
  rmSync(served.file);
  expect([await statusOf(served), await statusOf(served)]).toEqual([500, 500]);
  expect(linesWith(served, broken)).toHaveLength(1);
  execFileSync('mkfifo', [served.file]);
  expect(await statusOf(served)).toBe(500);
  expect(linesWith(served, 'is not a regular file')).toHaveLength(1);
  rmSync(served.file);
  served.write(protectedBy);
  expect(await statusOf(served)).toBe(200);
  expect(linesWith(served, mended)).toHaveLength(1);
});

test('an editor that empties the file first opens nothing in between', async () => {
  const served = await serveWeb(protectedBy);
  truncateSync(served.file);
  expect((await ask(served.port, '/metrics')).status).toBe(500);
  writeFileSync(served.file, protectedBy);
  expect((await ask(served.port, '/metrics')).status).toBe(401);
});

test('users, headers and limits change without a restart, with the next request', async () => {
  const served = await serveWeb('{}');
  expect((await ask(served.port, '/metrics')).status).toBe(200);
  served.write(protectedBy);
  expect((await ask(served.port, '/metrics')).status).toBe(401);
  served.write(`${protectedBy}\nhttp_server_config: {headers: {X-XSS-Protection: 0}}`);
  expect((await ask(served.port, '/metrics')).headers['x-xss-protection']).toBe('0');
  served.write(`${protectedBy}\nrate_limit: {interval: 1h, burst: 1}`);
  expect([await statusOf(served), await statusOf(served)]).toEqual([200, 429]);
  served.write('{}');
  expect((await ask(served.port, '/metrics')).status).toBe(200);
});

test('trouble and its end are told without a request: within seconds, and at once on reload', async () => {
  const served = await serveWeb(protectedBy);
  served.write('a: [');
  expect(linesWith(served, broken)).toHaveLength(0);
  served.reload();
  expect(linesWith(served, broken)).toHaveLength(1);
  served.reload();
  expect(linesWith(served, broken)).toHaveLength(1);
  served.write(protectedBy);
  await waitUntil(async () => linesWith(served, mended).length === 1 || undefined, {
    timeoutMs: 20_000,
    everyMs: 50,
    describe: () => served.lines.join(''),
  });
});

test('headers of the file are on every answer, refusals included, and win over our own', async () => {
  const headers = [
    'X-Frame-Options: sameorigin',
    "Content-Security-Policy: default-src 'none'; frame-ancestors https://portal.example",
    'Strict-Transport-Security: max-age=60',
  ];
  const config = `http_server_config: {headers: {${headers.map((line) => line.replace(': ', ': "') + '"').join(', ')}}}`;
  const served = await serveWeb(`${config}\n${protectedBy}`);
  for (const [path, auth] of [
    ['/', 'me:right'],
    ['/metrics', 'me:right'],
    ['/none', 'me:right'],
    ['/%zz', 'me:right'],
    ['/', 'me:wrong'],
  ] as const) {
    expect((await ask(served.port, path, { auth })).headers).toMatchObject({
      'x-frame-options': 'sameorigin',
      'content-security-policy': "default-src 'none'; frame-ancestors https://portal.example",
      'strict-transport-security': 'max-age=60',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  }
});

test('passwords without TLS are warned of, once', async () => {
  const served = await serveWeb(protectedBy);
  await ask(served.port, '/');
  expect(linesWith(served, 'credentials cross the network in plain text')).toHaveLength(1);
  expect(served.lines[0]).toContain('level=warn');
  expect((await serveWeb('{}')).lines).toEqual([]);
});

test('TLS that is taken out of the file is answered with 500, never without TLS', async () => {
  const directory = temporaryDirectory();
  const authority = createCertificateAuthority(directory, 'ca');
  authority.issue('server');
  const withTls = 'tls_server_config: {cert_file: server.crt, key_file: server.key}';
  const served = await serveWeb(withTls, { directory });
  const ca = readFileSync(authority.certificate);
  const status = (): Promise<number> => ask(served.port, '/', { ca }).then((reply) => reply.status);
  expect(await status()).toBe(200);
  served.write('{}');
  expect(await status()).toBe(500);
  expect(linesWith(served, 'TLS is only turned off by a restart')).toHaveLength(1);
  await expect(ask(served.port, '/')).rejects.toThrow(/hang up|ECONNRESET/);
  served.write(withTls);
  expect(await status()).toBe(200);
});

test.each([
  ['a directory', () => temporaryDirectory(), 'is not a regular file'],
  ['nothing', () => join(temporaryDirectory(), 'none.yml'), 'ENOENT'],
  [
    'a named pipe',
    () => {
      const path = join(temporaryDirectory(), 'pipe');
      execFileSync('mkfifo', [path]);
      return path;
    },
    'is not a regular file',
  ],
  [
    'a file without end',
    () => {
      const path = join(temporaryDirectory(), 'large.yml');
      writeFileSync(path, '');
      truncateSync(path, 2 ** 40);
      return path;
    },
    'is larger than 1048576 bytes',
  ],
])('%s in place of the file is refused at the start', async (_, make, said) => {
  const path = make();
  const error: unknown = await createWeb(path, plainContent, silentLog).catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/^OptionError: --web\.config\.file: expected a readable YAML file, got "/);
  expect(String(error)).toContain(path);
  expect(String(error)).toContain(said);
});
