import { describe, expect, test } from 'vitest';
import { configFileSettings } from '../../../../src/resolve/etcd/config-file-settings.ts';

function read(text: string) {
  const settings = configFileSettings(text);
  if (!settings.ok) return settings.error.reason;
  const { value } = settings;
  return {
    name: value.name,
    certificate: value.peerCertFile,
    key: value.peerKeyFile,
    authority: value.peerTrustedCaFile,
    auth: value.peerClientCertAuth,
    autoTls: value.peerAutoTls,
    clients: value.listenClientUrls,
    httpClients: value.listenClientHttpUrls,
    peers: value.listenPeerUrls,
  };
}

const section = (body: string): string => `peer-transport-security:\n${body.replaceAll(/^/gm, '  ')}\n`;
const value = (one: unknown) => ({ known: true, value: one });
const defaults = {
  name: value('default'),
  certificate: value(''),
  auth: value(false),
  peers: { known: true, origin: 'default', value: [{ scheme: 'http', text: 'http://localhost:2380' }] },
};

describe('values', () => {
  test.each([
    ['an empty file', ''],
    ['a comment', '# nothing\n'],
    ['null', 'null\n'],
    ['an empty mapping', '{}'],
    ['a section that is null', 'peer-transport-security:\n'],
    ['null values', `name:\nlisten-peer-urls: ~\n${section('cert-file:\nclient-cert-auth: null')}`],
    ['empty texts', `name: ""\nlisten-peer-urls: ""\n${section('cert-file: ""')}`],
    ['flags at the top level, where they are no keys', 'peer-cert-file: /c\npeer-client-cert-auth: true\n'],
    ['a section and its key in one', 'peer-transport-security.cert-file: /c\n'],
    ['underscores', 'listen_peer_urls: https://192.0.2.10:2380\n'],
    ['the client section', 'client-transport-security: {cert-file: /c, client-cert-auth: true}\n'],
    ['unknown keys of any type', 'x: [1, {y: z}]\nquota-backend-bytes: 1\n'],
    ['a later document', '---\n---\nname: m1\n'],
  ])('are the defaults of etcd for %s', (_what, text) => {
    expect(read(text)).toMatchObject(defaults);
  });

  test.each(['__proto__: x\n', 'constructor: x\n', '__proto__:\n  name: x\n', 'constructor: {cert-file: 1}\n'])(
    'are not touched by a key that every object has: %j',
    (text) => {
      expect(read(text)).toMatchObject(defaults);
    },
  );

  test('come from the top level and the peer section', () => {
    const text = `name: m1\nlisten-peer-urls: https://192.0.2.10:2380, http://127.0.0.1:2380\n${section(
      'cert-file: /c\nkey-file: /k\ntrusted-ca-file: /ca\nclient-cert-auth: true\nauto-tls: true',
    )}`;
    expect(read(text)).toMatchObject({
      name: { value: 'm1', origin: 'config_file' },
      certificate: value('/c'),
      key: value('/k'),
      authority: value('/ca'),
      auth: { value: true, origin: 'config_file' },
      autoTls: value(true),
      clients: { value: [{ scheme: 'http', text: 'http://localhost:2379' }], origin: 'default' },
      peers: { origin: 'config_file', value: [{ scheme: 'https' }, { scheme: 'http' }] },
    });
  });

  test('a false that is written is told from one that is not', () => {
    expect(read(section('client-cert-auth: false'))).toMatchObject({
      auth: { value: false, origin: 'config_file' },
    });
    expect(read(section('auto-tls: false'))).toMatchObject({ auth: { value: false, origin: 'default' } });
  });

  test.each(['yes', 'on', 'y', 'ON', 'True', 'TRUE'])('%s is true', (text) => {
    expect(read(section(`client-cert-auth: ${text}`))).toMatchObject({ auth: value(true) });
  });

  test('keys match in any letter case', () => {
    const text = 'Listen-Peer-URLs: https://192.0.2.10:2380\nPeer-Transport-Security: {Cert-File: /c}\n';
    expect(read(text)).toMatchObject({ certificate: value('/c'), peers: { value: [{ scheme: 'https' }] } });
  });

  test.each([
    ['lower case after upper case', 'NAME: a\nname: b\n', 'b'],
    ['lower case before upper case', 'name: b\nNAME: a\n', 'b'],
    ['of one spelling the last', 'name: a\nname: b\n', 'b'],
  ])('of several spellings %s counts', (_what, text, name) => {
    expect(read(text)).toMatchObject({ name: value(name) });
  });

  test('a date is a name like any other', () => {
    expect(read('name: 2001-01-01\n')).toMatchObject({ name: value('2001-01-01') });
  });

  test.each([
    ['JSON', '{"name": "m1"}'],
    ['CRLF and a byte order mark', '\uFEFFname: m1\r\n'],
    ['an anchor', 'x: &n m1\nname: *n\n'],
    ['a merge key', 'x: &n {name: m0}\n<<: {name: m1}\n'],
  ])('are read from %s', (_what, text) => {
    expect(read(text)).toMatchObject({ name: value('m1') });
  });
});

describe('what etcd would refuse', () => {
  test.each([
    ['a list of URLs', 'listen-peer-urls: [https://192.0.2.10:2380]\n'],
    ['a malformed URL', 'listen-peer-urls: 192.0.2.10:2380\n'],
    ['a number for a name', 'name: 1\n'],
    ['a number for a path', section('cert-file: 1')],
    ['a quoted boolean', section('client-cert-auth: "true"')],
    ['a boolean that is only like one', section('client-cert-auth: tRue')],
    ['a number for a boolean', section('client-cert-auth: 1')],
    ['a text for the section', 'peer-transport-security: on-ish\n'],
    ['a list for the section', 'peer-transport-security: []\n'],
    ['a wrong type in the client section', 'client-transport-security: {cert-file: 1}\n'],
    ['a wrong type in another spelling', 'NAME: 1\nname: m1\n'],
  ])('%s', (_what, text) => {
    expect(read(text)).toBe('etcd_rejects_configuration');
  });

  test.each([
    ['a list', '- a\n'],
    ['a text', 'etcd'],
    ['a tab', 'name: a\n\tb: c\n'],
    ['an open bracket', 'name: [a\n'],
    ['a control character', 'name: a # \u0007\n'],
    ['an anchor that contains itself', 'x: &a [*a]\n'],
  ])('%s is no configuration file', (_what, text) => {
    expect(read(text)).toBe('config_file_invalid');
  });

  test.each([
    ['LPUrls', 'peers'],
    ['ListenPeerUrls', 'peers'],
    ['LCUrls', 'clients'],
    ['listenclienturls', 'clients'],
    ['ListenClientHttpUrls', 'httpClients'],
  ] as const)('the Go field %s leaves the %s alone unknown', (field, list) => {
    const found = read(`${field}: []\n`);
    expect(found).toMatchObject({
      name: value('default'),
      peers: { known: true },
      clients: { known: true },
      httpClients: { known: true },
      [list]: { known: false, cause: { reason: 'config_file_invalid' } },
    });
  });

  test('a Go field says nothing beside the documented key', () => {
    const url = 'https://192.0.2.10:2380';
    expect(read(`LPUrls: []\nlisten-peer-urls: ${url}\n`)).toMatchObject({
      peers: { known: true, value: [{ text: url }] },
    });
  });
});
