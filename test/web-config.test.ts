import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWebConfig } from '../src/web-config.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function fileWith(text: string): string {
  const directory = temporaryDirectory();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'web.yml');
  writeFileSync(path, text);
  return path;
}

test.each(['', '{}', 'tls_server_config:\n', '# nothing but a comment\n'])(
  'a file that asks for nothing (%j) is no TLS',
  async (text) => {
    expect(await readWebConfig(fileWith(text))).toBeUndefined();
  },
);

test('relative paths start at the directory of the file', async () => {
  const path = fileWith('tls_server_config: {cert_file: a/tls.crt, key_file: /b/tls.key}');
  expect(await readWebConfig(path)).toEqual({
    certFile: join(path, '../a/tls.crt'),
    keyFile: '/b/tls.key',
    clientCaFile: undefined,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
  });
});

test('client certificates are demanded with RequireAndVerifyClientCert and an authority', async () => {
  const tls =
    'cert_file: /c, key_file: /k, client_auth_type: RequireAndVerifyClientCert, client_ca_file: /ca';
  const config = await readWebConfig(fileWith(`tls_server_config: {${tls}, min_version: TLS13}`));
  expect(config).toMatchObject({ clientCaFile: '/ca', minVersion: 'TLSv1.3' });
});

const pair = 'cert_file: /c, key_file: /k';

test.each([
  ['basic_auth_users: {me: secret}', 'tls_server_config and nothing else', 'basic_auth_users'],
  ['rate_limit: {interval: 1s}', 'tls_server_config and nothing else', 'rate_limit'],
  ['- a', 'the file to be a mapping', '["a"]'],
  ['tls_server_config: yes please', 'tls_server_config to be a mapping', '"yes please"'],
  [`tls_server_config: {${pair}, cipher_suites: [x]}`, 'in tls_server_config', 'cipher_suites'],
  ['tls_server_config: {cert_file: /c}', 'key_file to be set', 'nothing'],
  ['tls_server_config: {key_file: /k}', 'cert_file to be set', 'nothing'],
  ['tls_server_config: {cert_file: 1, key_file: /k}', 'cert_file to be a string', '1'],
  [`tls_server_config: {${pair}, min_version: TLS11}`, 'min_version to be TLS12 or TLS13', 'TLS11'],
  [
    `tls_server_config: {${pair}, min_version: TLS13, max_version: TLS12}`,
    'no higher than',
    'TLS13 and TLS12',
  ],
  [
    `tls_server_config: {${pair}, client_auth_type: RequestClientCert}`,
    'RequireAndVerify',
    'RequestClientCert',
  ],
  [`tls_server_config: {${pair}, client_ca_file: /ca}`, 'with a client_ca_file', 'nothing'],
  [
    `tls_server_config: {${pair}, client_auth_type: RequireAndVerifyClientCert}`,
    'client_ca_file to be set',
    'nothing',
  ],
  ['a: [', 'a readable YAML file', 'Flow sequence'],
])('%j is refused with what was expected and what was found', async (text, expected, found) => {
  const path = fileWith(text);
  const error: unknown = await readWebConfig(path).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain('--web.config.file: expected ');
  expect(String(error)).toContain(expected);
  expect(String(error)).toContain(JSON.stringify(found).slice(1, -1));
});

test('a file that is not there is refused by its name', async () => {
  await expect(readWebConfig('/nonexistent/web.yml')).rejects.toThrow(
    /expected a readable YAML file.*\/nonexistent\/web\.yml/,
  );
});
