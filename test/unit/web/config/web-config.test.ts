import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseWebConfig } from '../../../../src/web/config/web-config.ts';

const parse = (text: string): ReturnType<typeof parseWebConfig> => parseWebConfig(text, '/etc/web');
const messageOf = (text: string): string => {
  try {
    parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const tls = (fields: string): string => `tls_server_config: {${fields}}`;
const pair = 'cert_file: /c, key_file: /k';
const demand = `${pair}, client_auth_type: RequireAndVerifyClientCert`;
const hash = `$2y$10$${'a'.repeat(53)}`;

test.each(['{}', 'tls_server_config:\n', 'tls_server_config: {}', 'http_server_config: {http2: no}'])(
  'a file that asks for nothing (%j) is no TLS, no password, no header and no limit',
  (text) => {
    expect(parse(text)).toEqual({ tls: undefined, headers: {}, users: new Map(), rateLimit: undefined });
  },
);

test.each(['', '# nothing but a comment\n', 'null', '---\n'])('a file without content (%j) is told', (text) => {
  expect(parse(text)).toBeUndefined();
});

test('relative paths start at the directory of the file', () => {
  expect(parse('tls_server_config: {cert_file: a/tls.crt, key_file: /b/tls.key}')?.tls).toEqual({
    certificate: { file: '/etc/web/a/tls.crt' },
    key: { file: '/b/tls.key' },
    clients: undefined,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: expect.stringMatching(/^TLS_AES_128_GCM_SHA256:.*:ECDHE-RSA-AES256-SHA$/) as unknown,
    honorCipherOrder: true,
    ecdhCurve: undefined,
  });
});

test('client certificates are demanded with RequireAndVerifyClientCert and an authority', () => {
  expect(parse(`tls_server_config: {${demand}, client_ca_file: ca, min_version: TLS13}`)?.tls).toMatchObject({
    clients: { authorities: { file: '/etc/web/ca' }, allowedSans: undefined },
    minVersion: 'TLSv1.3',
  });
  const inline = parse(`tls_server_config: {${demand}, client_ca: PEM, client_allowed_sans: [a, '']}`);
  expect(inline?.tls?.clients).toEqual({ authorities: { inline: 'PEM' }, allowedSans: ['a', ''] });
});

test('certificate and key may be in the file itself', () => {
  expect(parse('tls_server_config:\n  cert: |\n    A\n    B\n  key: K\n')?.tls).toMatchObject({
    certificate: { inline: 'A\nB\n' },
    key: { inline: 'K' },
  });
});

test("Go's names of suites and curves become OpenSSL's, and TLS 1.3 keeps all of its suites", () => {
  const suites =
    'cipher_suites: [TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256, ' +
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]';
  const curves = 'curve_preferences: [X25519, CurveP384]';
  const read = parse(`tls_server_config: {${pair}, ${suites}, ${curves}, prefer_server_cipher_suites: off}`);
  expect(read?.tls).toMatchObject({
    ciphers:
      'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:' +
      'ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256',
    ecdhCurve: 'X25519:secp384r1',
    honorCipherOrder: false,
  });
});

test('without a list there is no suite without forward secrecy', () => {
  const suites = parse(tls(pair))?.tls?.ciphers.split(':') ?? [];
  expect(suites).toHaveLength(13);
  expect(suites.filter((suite) => !/^(?:ECDHE-|TLS_)/.test(suite))).toEqual([]);
});

test.each([
  'a: &a [*a]',
  'a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b]',
  'basic_auth_users: {<<: a}',
  '&a *a',
])('%j is refused like any other file that makes no sense', (text) => {
  expect(messageOf(text)).toMatch(/^expected /);
});

test('whatever a file holds, it is understood or refused with a reason', () => {
  const words = ['tls_server_config', 'basic_auth_users', 'rate_limit', 'http_server_config', 'headers', 'burst'];
  const key = fc.oneof(fc.constantFrom(...words, 'cert', 'http2', 'interval', '__proto__'), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), tie('list'), tie('map')),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    map: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        tree.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const said = messageOf(text);
        expect(said === '' || said.startsWith('expected ')).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test('headers are taken by their names, and blank ones are as if not given', () => {
  const headers = 'X-Frame-Options: sameorigin, X-XSS-Protection: 0, Content-Security-Policy: "", ';
  expect(parse(`http_server_config: {headers: {${headers} Strict-Transport-Security: }}`)?.headers).toEqual({
    'x-frame-options': 'sameorigin',
    'x-xss-protection': '0',
  });
});

test('users are taken as they are written, anchors and numbers included', () => {
  const users = parse(`basic_auth_users: {1e3: &hash ${hash}, yes: *hash, __proto__: *hash}`)?.users;
  expect([...(users ?? [])]).toEqual([
    ['1e3', hash],
    ['yes', hash],
    ['__proto__', hash],
  ]);
});

test.each([
  ['{interval: 1s, burst: 3}', { interval: 1000, burst: 3 }],
  ['{interval: 1m1.5s, burst: 0x10}', { interval: 61_500, burst: 16 }],
  ['{interval: .5ms, burst: 1.0}', { interval: 0.5, burst: 1 }],
  ['{interval: 0, burst: 3}', undefined],
  ['{interval: 0s}', undefined],
  ['{burst: 3}', undefined],
])('the limit %s is read as Go reads durations and numbers', (text, limit) => {
  expect(parse(`rate_limit: ${text}`)?.rateLimit).toEqual(limit);
});

test.each([
  ['passwords: {}', 'in the file: tls_server_config, http_server_config, basic_auth_users', 'passwords'],
  ['- a', 'the file to be a mapping', 'a list'],
  ['tls_server_config: yes please', 'tls_server_config to be a mapping', '"yes please"'],
  [tls(`${pair}, ciphers: [x]`), 'in tls_server_config', 'ciphers'],
  [tls(`${pair}, cipher_suites: [x]`), 'cipher_suites to be of TLS_ECDHE_ECDSA', '"x"'],
  [tls(`${pair}, cipher_suites: [toString]`), 'cipher_suites to be of', '"toString"'],
  [tls(`${pair}, cipher_suites: x`), 'cipher_suites to be a list of strings', '"x"'],
  [tls(`${pair}, cipher_suites: [1]`), 'cipher_suites to be a list of strings', '1 in it'],
  [tls(`${pair}, curve_preferences: [P256]`), 'curve_preferences to be of CurveP256', '"P256"'],
  [tls('cert_file: /c'), 'key_file or key to be set', 'nothing'],
  [tls('key_file: /k'), 'cert_file or cert to be set', 'nothing'],
  [tls(`${pair}, cert: x`), 'cert_file or cert', 'both'],
  [tls('min_version: TLS12'), 'cert_file or cert to be set', 'nothing'],
  [tls('cert_file: 1, key_file: /k'), 'cert_file to be a string', '1'],
  [tls('cert_file: [a], key_file: /k'), 'cert_file to be a string', 'a list'],
  [tls(`${pair}, min_version: TLS11`), 'min_version to be TLS12 or TLS13', 'TLS11'],
  [tls(`${pair}, min_version: ""`), 'min_version to be TLS12 or TLS13', '""'],
  [tls(`${pair}, min_version: TLS13, max_version: TLS12`), 'no higher than', 'TLS13 and TLS12'],
  [tls(`${pair}, prefer_server_cipher_suites: "true"`), 'to be true or false', '"true"'],
  [tls(`${pair}, client_auth_type: RequestClientCert`), 'RequireAndVerify', 'RequestClientCert'],
  [tls(`${pair}, client_ca_file: /ca`), 'with a client_ca_file', 'nothing'],
  [tls(`${pair}, client_allowed_sans: [a]`), 'with client_allowed_sans', 'nothing'],
  [tls(demand), 'client_ca_file or client_ca to be set', 'nothing'],
  ['http_server_config: {http3: true}', 'in http_server_config: http2, headers', 'http3'],
  ['http_server_config: {http2: 1}', 'http2 to be true or false', '1'],
  ['http_server_config: {headers: {Server: x}}', 'in headers: Content-Security-Policy', '"Server"'],
  ['http_server_config: {headers: {x-frame-options: deny}}', 'in headers:', '"x-frame-options"'],
  ['http_server_config: {headers: {X-Frame-Options: DENY}}', 'deny or sameorigin', '"DENY"'],
  ['http_server_config: {headers: {X-Frame-Options: }}', 'deny or sameorigin', '""'],
  ['http_server_config: {headers: {X-XSS-Protection: [0]}}', 'X-XSS-Protection to be a string', 'a list'],
  ['http_server_config: {headers: {Content-Security-Policy: "a\\r\\nb: c"}}', 'one line', '"a\\r\\nb: c"'],
  ['basic_auth_users: [me]', 'basic_auth_users to be a mapping', 'something else'],
  ['basic_auth_users: {me: }', 'the bcrypt hash of a password for the user "me"', 'nothing'],
  ['basic_auth_users: {me: [x]}', 'me to be a string', 'something else'],
  [`basic_auth_users: {me: ${hash.replace('10', '31')}}`, 'with a cost from 4 to 16', 'cost 31'],
  [`basic_auth_users: {me: ${hash}, me: ${hash}}`, 'a readable YAML file', 'keys must be unique'],
  ['rate_limit: {interval: 1}', 'a duration with its unit', '1'],
  ['rate_limit: {interval: 1d, burst: 1}', 'a duration with its unit', '"1d"'],
  ['rate_limit: {interval: -1s, burst: 1}', 'a duration with its unit', '"-1s"'],
  ['rate_limit: {interval: 1s, burst: "3"}', 'burst to be a whole number', '"3"'],
  ['rate_limit: {interval: 1s, burst: 1.5}', 'burst to be a whole number', '1.5'],
  ['rate_limit: {interval: 1s}', 'burst to be 1 or more with an interval', '0'],
  ['a: [', 'a readable YAML file', 'Flow sequence'],
  ['{}\n---\n{}', 'a readable YAML file', 'multiple documents'],
  ['a: !secret b', 'a readable YAML file', 'Unresolved tag: !secret (line 1)'],
  ['\n\na: "b', 'a readable YAML file', 'Missing closing "quote (line 3)'],
])('%j is refused with what was expected and what was found', (text, expected, found) => {
  const said = messageOf(text);
  expect(said).toMatch(/^expected .+, found .+/s);
  expect(said.split(', found ').slice(0, -1).join()).toContain(expected);
  expect(said.split(', found ').at(-1)).toContain(found);
});

test.each([
  'basic_auth_users: hunter2',
  'basic_auth_users: {me: hunter2hunter2}',
  'basic_auth_users: {me: {hunter2: hunter2}}',
  'basic_auth_users: {me: hunter2: hunter2}',
  'basic_auth_users: {me: "hunter2',
  'basic_auth_users:\n  me: a\n hunter2',
  'tls_server_config: {cert_file: /c, key: [hunter2]}',
])('what is wrong with %j is said without the secret in it', (text) => {
  expect(messageOf(text)).toMatch(/^expected (?!.*hunter2)/s);
});
