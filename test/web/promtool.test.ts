// The web configuration as exporter-toolkit's own check judges it, and as we do: the same, but where it lets pass what cannot
// protect anything.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/publish/log.ts';
import type { WebContent } from '../../src/publish/server.ts';
import { createWeb } from '../../src/web.ts';
import { createCertificateAuthority } from '../e2e/certificates.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Another one can be named, to compare with a newer toolkit. */
const promtool = process.env['PEERPROOF_PROMTOOL'] ?? 'promtool';

const directory = mkdtempSync(join(tmpdir(), 'peerproof-promtool-'));
const hash = `$2y$10$${'a'.repeat(53)}`;
const pair = 'cert_file: server.crt, key_file: server.key';
const verify = 'client_auth_type: RequireAndVerifyClientCert';
const tls = (...fields: readonly string[]): string => `tls_server_config: {${[pair, ...fields].join(', ')}}`;
const headers = (fields: string): string => `http_server_config: {headers: {${fields}}}`;
const users = (fields: string): string => `basic_auth_users: {${fields}}`;
const limit = (fields: string): string => `rate_limit: {${fields}}`;

/** Each file, and whether it is good. */
const agreed: readonly (readonly ['good' | 'bad', string])[] = [
  ['good', ''],
  ['good', '{}'],
  ['good', 'null'],
  ['good', '# nothing'],
  ['bad', 'foo'],
  ['bad', '[]'],
  ['bad', 'a: ['],
  ['bad', 'tls_server: {}'],
  ['bad', 'TLS_server_config: {}'],
  ['good', 'tls_server_config: {}'],
  ['good', 'tls_server_config:'],
  ['bad', 'tls_server_config: []'],
  ['bad', 'tls_server_config: ""'],
  ['good', tls()],
  ['bad', 'tls_server_config: {cert_file: server.crt}'],
  ['bad', 'tls_server_config: {key_file: server.key}'],
  ['bad', 'tls_server_config: {cert_file: "", key_file: ""}\ntls: {}'],
  ['bad', 'tls_server_config: {cert_file: none.crt, key_file: server.key}'],
  ['bad', 'tls_server_config: {cert_file: server.crt, key_file: other.key}'],
  ['bad', 'tls_server_config: {cert_file: server.key, key_file: server.crt}'],
  ['bad', `tls_server_config: {cert_file: server.crt, cert_file: server.crt, key_file: server.key}`],
  ['bad', tls('ciphers: []')],
  ['good', tls('client_auth_type: NoClientCert')],
  ['good', tls('client_auth_type: ""')],
  ['good', tls(verify, 'client_ca_file: ca.crt')],
  ['bad', tls(verify, 'client_ca_file: none.crt')],
  ['bad', tls('client_ca_file: ca.crt')],
  ['bad', tls('client_auth_type: NoClientCert', 'client_ca_file: ca.crt')],
  ['bad', tls('client_auth_type: Please', 'client_ca_file: ca.crt')],
  ['good', tls('min_version: TLS12', 'max_version: TLS13')],
  ['good', tls('min_version: TLS13')],
  ['good', tls('max_version: TLS12')],
  ['bad', tls('min_version: TLS14')],
  ['bad', tls('min_version: ""')],
  ['bad', tls('max_version: 1.2')],
  ['good', tls('cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]')],
  ['good', tls('cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA]')],
  ['good', tls('cipher_suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256]')],
  ['good', tls('cipher_suites: []')],
  ['good', tls('cipher_suites: ')],
  ['bad', tls('cipher_suites: [ECDHE-ECDSA-AES128-GCM-SHA256]')],
  ['bad', tls('cipher_suites: [TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA]')],
  ['bad', tls('cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]')],
  ['bad', tls('cipher_suites: TLS_AES_128_GCM_SHA256')],
  ['good', tls('curve_preferences: [X25519, CurveP256, CurveP384, CurveP521]')],
  ['bad', tls('curve_preferences: [P-256]')],
  ['bad', tls('curve_preferences: [X448]')],
  ['good', tls('prefer_server_cipher_suites: false')],
  ['good', tls('prefer_server_cipher_suites: yes')],
  ['bad', tls('prefer_server_cipher_suites: "true"')],
  ['bad', tls('prefer_server_cipher_suites: 1')],
  ['good', 'http_server_config:'],
  ['good', 'http_server_config: {http2: true}'],
  ['good', 'http_server_config: {http2: off}'],
  ['bad', 'http_server_config: {http2: maybe}'],
  ['bad', 'http_server_config: {http3: true}'],
  ['good', headers('X-Frame-Options: deny, X-Content-Type-Options: nosniff, X-XSS-Protection: 0')],
  ['good', headers('Strict-Transport-Security: max-age=1, Content-Security-Policy: ""')],
  ['bad', headers('X-Frame-Options: allow')],
  ['bad', headers('X-Frame-Options: ')],
  ['bad', headers('x-frame-options: deny')],
  ['bad', headers('X-Content-Type-Options: sniff')],
  ['bad', headers('Server: none')],
  ['bad', headers('X-XSS-Protection: [0]')],
  ['good', 'basic_auth_users:'],
  ['good', users(`me: ${hash}, "": ${hash}, 1e3: ${hash}`)],
  ['good', users(`me: &h ${hash.replace('$2y', '$2a')}, you: *h`)],
  ['good', users(`me: '${hash.replace('$2y$10', '$2b$04')}'`)],
  ['bad', users(`me: ${hash}, me: ${hash}`)],
  ['bad', users('me: secret')],
  ['bad', users('me: ')],
  ['bad', users(`me: [${hash}]`)],
  ['bad', users(`me: ${hash.replace('10', '32')}`)],
  ['bad', users(`me: ${hash.replace('10', '03')}`)],
  ['bad', users(`me: ${hash.slice(0, 58)}`)],
  ['bad', users(`me: ${hash.replace('$2y', '$3y')}`)],
  ['bad', 'basic_auth_users: [me]'],
];

/** Files with a key that this promtool may be too old to know, with the field that it would name. */
const newer: readonly (readonly ['good' | 'bad', string, string])[] = [
  ['good', 'tls_server_config: {cert: INLINE_CERT, key: INLINE_KEY}', 'cert'],
  ['good', 'tls_server_config: {cert: INLINE_CERT, key_file: server.key}', 'cert'],
  ['bad', 'tls_server_config: {cert: none, key_file: server.key}', 'cert'],
  ['bad', 'tls_server_config: {cert: INLINE_CERT}', 'cert'],
  ['good', tls(verify, 'client_ca: INLINE_CERT'), 'client_ca'],
  ['bad', tls('client_ca: INLINE_CERT'), 'client_ca'],
  ['good', tls(verify, 'client_ca_file: ca.crt', 'client_allowed_sans: [localhost]'), 'client_allowed_sans'],
  ['bad', tls(verify, 'client_ca_file: ca.crt', 'client_allowed_sans: localhost'), 'client_allowed_sans'],
  ['good', limit('interval: 1s, burst: 5'), 'rate_limit'],
  ['good', limit('interval: 0'), 'rate_limit'],
  ['good', limit('interval: 1m1.5s, burst: 0x10'), 'rate_limit'],
  ['good', limit('burst: 1'), 'rate_limit'],
  ['bad', limit('interval: 1d, burst: 1'), 'rate_limit'],
  ['bad', limit('interval: 1s, burst: "3"'), 'rate_limit'],
  ['bad', limit('interval: 1s, burst: many'), 'rate_limit'],
  ['bad', limit('rate: 1'), 'rate_limit'],
];

/** Files that are good there and bad here, and why. `key`: one that this promtool may be too old to know. */
const stricter: readonly { readonly text: string; readonly why: string; readonly key?: string }[] = [
  {
    text: tls('client_auth_type: RequestClientCert', 'client_ca_file: ca.crt'),
    why: 'anyone gets in: "insecure" in the words of its own documentation',
  },
  { text: tls('client_auth_type: RequireAnyClientCert'), why: 'any certificate gets in, also one made at home' },
  { text: tls('client_auth_type: RequireClientCert'), why: 'the old name of RequireAnyClientCert' },
  {
    text: tls('client_auth_type: VerifyClientCertIfGiven', 'client_ca_file: ca.crt'),
    why: 'anyone without a certificate gets in',
  },
  { text: tls(verify), why: "without an authority Go trusts the system's: every public one" },
  { text: tls(verify, 'client_ca_file: ca.key'), why: 'no certificate in it: nobody can get in' },
  {
    text: tls(verify, 'client_ca: none'),
    why: 'no certificate in it: nobody can get in',
    key: 'client_ca',
  },
  {
    text: tls('client_allowed_sans: [localhost]'),
    why: 'no client is asked for the certificate whose names are listed; newer toolkits refuse it too',
    key: 'client_allowed_sans',
  },
  {
    text: tls('cert: INLINE_CERT'),
    why: 'two certificates: one of them would be ignored without a word',
    key: 'cert',
  },
  { text: tls('min_version: TLS11'), why: 'TLS 1.1 is deprecated (RFC 8996)' },
  { text: tls('max_version: TLS10'), why: 'TLS 1.0 is deprecated (RFC 8996)' },
  { text: tls('min_version: TLS13', 'max_version: TLS12'), why: 'no version is left: nobody can get in' },
  {
    text: 'tls_server_config: {min_version: TLS13}',
    why: 'it asks for TLS 1.3 and would be served without TLS',
  },
  { text: headers('Content-Security-Policy: "a\\nb"'), why: 'a line break cannot be sent in a header' },
  { text: users(`me: ${hash.replace('$2y', '$2x')}`), why: 'hashes of an old, faulty implementation' },
  { text: users(`me: ${hash.replace('aaa', '!!!')}`), why: 'not in the alphabet: no password fits' },
  { text: users(`me: ${hash}a`), why: 'too long: no password fits' },
  { text: users(`me: ${hash.replace('10', '31')}`), why: 'one check would take days' },
  { text: '{}\n---\nbasic_auth_users: {}', why: 'only the first document would count' },
  {
    text: limit('interval: 1s'),
    why: 'without a burst every request is refused',
    key: 'rate_limit',
  },
  { text: limit('interval: 1, burst: 1'), why: 'a nanosecond: no limit at all', key: 'rate_limit' },
  { text: limit('interval: -1s, burst: 1'), why: 'no limit at all', key: 'rate_limit' },
  { text: limit('interval: 1s, burst: 1.5'), why: 'the half request would be dropped', key: 'rate_limit' },
];

beforeAll(() => {
  mkdirSync(directory, { recursive: true });
  const authority = createCertificateAuthority(directory, 'ca');
  authority.issue('server');
  authority.issue('other');
  return () => rmSync(directory, { recursive: true, force: true });
});

function written(text: string): string {
  const inline = (name: string): string =>
    JSON.stringify(execFileSync('cat', [join(directory, name)], { encoding: 'utf8' }));
  const path = join(directory, 'web.yml');
  const full = text.replace('INLINE_CERT', () => inline('server.crt'));
  writeFileSync(
    path,
    full.replace('INLINE_KEY', () => inline('server.key')),
  );
  return path;
}

type Judgement = { readonly verdict: 'good' | 'bad'; readonly said: string };

function askPromtool(path: string): Judgement {
  const { status, stdout, stderr, error } = spawnSync(promtool, ['check', 'web-config', path], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { verdict: status === 0 ? 'good' : 'bad', said: `${stdout}${stderr}` };
}

const content: WebContent = {
  telemetryPath: '/metrics',
  freshen: async () => undefined,
  exposition: {
    contentType: 'text/plain',
    refresh: () => undefined,
    text: async () => Buffer.alloc(0),
    gzip: async () => Buffer.alloc(0),
  },
  page: () => '',
  report: () => undefined,
};
const log = createLog({ level: 'error', format: 'logfmt', write: () => undefined, now: () => new Date() });

async function askPeerproof(path: string): Promise<Judgement> {
  try {
    await (await createWeb(path, content, log)).close();
    return { verdict: 'good', said: '' };
  } catch (error) {
    expect(String(error)).toMatch(/^OptionError: --web\.config\.file: expected .+, got ".*web\.yml: /s);
    return { verdict: 'bad', said: String(error) };
  }
}

/** What a promtool says of a key that came after it. */
function isTooOld({ said }: Judgement, key: string | undefined): boolean {
  return key !== undefined && new RegExp(`field ${key} not found in type web\\.`).test(said);
}

describe('promtool check web-config and we', () => {
  test.each(agreed)('both find %s: %s', async (verdict, text) => {
    const path = written(text);
    expect(askPromtool(path)).toMatchObject({ verdict });
    expect(await askPeerproof(path)).toMatchObject({ verdict });
  });

  test.each(newer)('both find %s, if promtool knows the key: %s', async (verdict, text, key) => {
    const path = written(text);
    const theirs = askPromtool(path);
    expect(isTooOld(theirs, key) ? verdict : theirs.verdict).toBe(verdict);
    expect(await askPeerproof(path)).toMatchObject({ verdict });
  });

  test.each(stricter)('we are stricter, because $why: $text', async ({ text, key }) => {
    const path = written(text);
    const theirs = askPromtool(path);
    expect(isTooOld(theirs, key) || theirs.verdict === 'good').toBe(true);
    expect(await askPeerproof(path)).toMatchObject({ verdict: 'bad' });
  });

  test('suites without forward secrecy are refused, as a toolkit built with Go 1.22 or later does', async () => {
    const path = written(tls('cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256]'));
    const goVersion = /go version: +go1\.(\d+)/.exec(
      execFileSync(promtool, ['--version'], { encoding: 'utf8' }),
    )?.[1];
    expect(askPromtool(path).verdict).toBe(Number(goVersion) >= 22 ? 'bad' : 'good');
    expect((await askPeerproof(path)).said).toContain('cipher_suites to be of');
  });
});
