import { describe, expect, test } from 'vitest';
import { type SettingName, settingDefinitions } from '../../../../src/model/settings.ts';
import { parseListenUrls, replacesUrls } from '../../../../src/resolve/etcd/listen-urls.ts';

function schemesOf(list: string): readonly string[] | 'refused' {
  const parsed = parseListenUrls(settingDefinitions.listenPeerUrls, list);
  return parsed.ok ? parsed.value.map(({ scheme }) => scheme) : 'refused';
}

describe('a list of URLs is read as etcd reads it', () => {
  test.each([
    ['one address', 'https://192.0.2.10:2380', ['https']],
    ['two addresses', 'https://192.0.2.10:2380,http://127.0.0.1:2380', ['https', 'http']],
    ['blanks around the commas', ' https://192.0.2.10:2380 ,\thttp://127.0.0.1:2380', ['https', 'http']],
    ['a scheme in upper case', 'HTTPS://192.0.2.10:2380', ['https']],
    ['a scheme in mixed case', 'hTTp://192.0.2.10:2380', ['http']],
    ['localhost, the only name', 'https://localhost:2380', ['https']],
    ['a port left empty', 'https://127.0.0.1:', ['https']],
    ['IPv6', 'https://[2001:db8::1]:2380', ['https']],
    ['IPv6 for every address', 'https://[::]:2380', ['https']],
    ['IPv6 with a zone', 'https://[fe80::1%eth0]:2380', ['https']],
    ['IPv4 inside IPv6', 'https://[::ffff:192.0.2.10]:2380', ['https']],
    ['a socket file', 'unix://etcd.sock', ['unix']],
    ['a socket file that only says TLS', 'unixs:///run/etcd:2380', ['unixs']],
  ])('with %s: "%s"', (_what, list, schemes) => {
    expect(schemesOf(list)).toEqual(schemes);
  });

  test.each([
    ['nothing', ''],
    ['a trailing comma', 'https://192.0.2.10:2380,'],
    ['no scheme', '192.0.2.10:2380'],
    ['another scheme', 'tcp://192.0.2.10:2380'],
    ['no address', 'https://'],
    ['no port', 'https://192.0.2.10'],
    ['an empty host', 'https://:2380'],
    ['a trailing slash', 'https://192.0.2.10:2380/'],
    ['a path', 'https://192.0.2.10:2380/peer'],
    ['a DNS name', 'https://etcd.example:2380'],
    ['a number that is too large for an address', 'https://999.0.2.10:2380'],
    ['a leading zero', 'https://192.0.2.010:2380'],
    ['three numbers', 'https://192.0.2:2380'],
    ['five numbers', 'https://192.0.2.10.1:2380'],
    ['a port beyond 65535', 'https://192.0.2.10:65536'],
    ['a port that is no number', 'https://192.0.2.10:peer'],
    ['IPv6 without brackets', 'https://2001:db8::1:2380'],
    ['IPv6 with two gaps', 'https://[::1::]:2380'],
    ['a byte order mark', '\uFEFFhttps://192.0.2.10:2380'],
    ['a control character', 'https://192.0.2.10:2380\u0001'],
    ['one bad URL among good ones', 'https://192.0.2.10:2380,x'],
  ])('%s is refused: "%s"', (_what, list) => {
    expect(schemesOf(list)).toBe('refused');
  });

  test('the refusal names the URL that is at fault', () => {
    const parsed = parseListenUrls(
      settingDefinitions.listenPeerUrls,
      'https://192.0.2.10:2380,https://etcd.example:2380',
    );
    expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining('etcd.example') as string });
  });

  test.each([
    ['listenPeerUrls', 'peer'],
    ['listenClientUrls', 'client'],
    ['listenClientHttpUrls', 'client'],
  ] as const)('the refusal of %s says whose URL it is', (name: SettingName, whose) => {
    const parsed = parseListenUrls(settingDefinitions[name], '192.0.2.10:1');
    const error = `${whose} URL '192.0.2.10:1' has no scheme of http, https, unix or unixs`;
    expect(parsed).toEqual({ ok: false, error });
  });

  test('a text that is not final keeps its scheme, and its address is not judged', () => {
    const parsed = parseListenUrls(settingDefinitions.listenPeerUrls, 'https://$(IP):2380', new Set(['IP']));
    expect(parsed).toEqual({ ok: true, value: [{ scheme: 'https', text: 'https://$(IP):2380' }] });
  });
});

describe('a list that is given again', () => {
  const current = [
    { scheme: 'https', text: 'https://192.0.2.10:2380' },
    { scheme: 'http', text: 'http://127.0.0.1:2380' },
  ] as const;

  test.each([
    ['replaces the list when it is new', 'https://192.0.2.10:2381', true],
    ['replaces the list when it names the same URLs in one text', current.map(({ text }) => text).join(), true],
    ['changes nothing when it is a URL of the list', 'https://192.0.2.10:2380', false],
    ['changes nothing when it is empty', '', false],
    ['replaces the list when it spells a URL of the list in upper case', 'HTTPS://192.0.2.10:2380', true],
  ])('%s', (_what, next, replaced) => {
    expect(replacesUrls(current, next)).toBe(replaced);
  });

  test('is compared with the lower-case scheme that Go keeps', () => {
    const parsed = parseListenUrls(settingDefinitions.listenPeerUrls, 'HTTPS://192.0.2.10:2380');
    expect(parsed.ok && replacesUrls(parsed.value, 'https://192.0.2.10:2380')).toBe(false);
  });
});
