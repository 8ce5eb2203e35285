import { describe, expect, test } from 'vitest';
import type { EtcdSettings, ListenUrl, Setting } from '../../../../src/model/member.ts';
import {
  listenerFacts,
  peerSecurity,
  settingsRefusal,
} from '../../../../src/resolve/etcd/listener-security.ts';
import { known, unknown } from '../../../../src/resolve/etcd/value-source.ts';

type Given = {
  readonly urls?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly auth?: boolean | '?';
  readonly auto?: boolean | '?';
};

const open = unknown({ reason: 'environment_unreadable', detail: 'EACCES' });

/** `?` is a setting that is not known. */
function setting<T>(given: T | '?' | undefined, fallback: T): Setting<T> {
  if (given === '?') return open;
  return given === undefined ? known(fallback, 'default') : known(given, 'flag');
}

function peerUrls(list: string | undefined): Setting<readonly ListenUrl[]> {
  if (list === '?') return open;
  const urls = (list ?? 'http').split(',').map((scheme) => ({ scheme, text: `${scheme}://192.0.2.10:2380` }));
  return known(urls as readonly ListenUrl[], 'flag');
}

function settings({ urls, cert, key, ca, auth, auto }: Given): EtcdSettings {
  return {
    name: known('default', 'default'),
    dataDir: known('', 'default'),
    listenPeerUrls: peerUrls(urls),
    peerCertFile: setting(cert, ''),
    peerKeyFile: setting(key, ''),
    peerTrustedCaFile: setting(ca, ''),
    peerClientCertAuth: setting<boolean>(auth, false),
    peerAutoTls: setting<boolean>(auto, false),
    listenClientUrls: known([], 'default'),
    listenClientHttpUrls: known([], 'default'),
    certFile: known('', 'default'),
    keyFile: known('', 'default'),
    trustedCaFile: known('', 'default'),
    clientCertAuth: known(false, 'default'),
    autoTls: known(false, 'default'),
    advertiseClientUrls: known('', 'default'),
    initialAdvertisePeerUrls: known('', 'default'),
  };
}

const pair = { cert: '/c', key: '/k' };
const secure: Given = { ...pair, urls: 'https', ca: '/ca', auth: true };

describe('the transport of peers is what the schemes say', () => {
  test.each([
    ['https', 'tls'],
    ['https,https', 'tls'],
    ['http', 'plaintext'],
    ['http,http', 'plaintext'],
    ['https,http', 'mixed'],
    ['unix', 'plaintext'],
    ['unixs', 'plaintext'],
    ['https,unixs', 'mixed'],
    ['?', undefined],
  ])('%s is %s', (urls, transport) => {
    expect(peerSecurity(settings({ ...secure, urls })).transport).toBe(transport);
  });
});

describe('client certificates are demanded', () => {
  test.each<[string, Given, boolean | undefined]>([
    ['with a CA and client-cert-auth', secure, true],
    ['with a CA alone', { ...secure, auth: false }, true],
    ['with client-cert-auth alone', { ...secure, ca: '' }, true],
    ['with neither', { ...secure, ca: '', auth: false }, false],
    ['without TLS', { ...secure, urls: 'http' }, false],
    ['with one listener without TLS', { ...secure, urls: 'https,http' }, false],
    ['with auto-tls in effect', { urls: 'https', ca: '/ca', auth: true, auto: true }, false],
    ['with auto-tls beside a certificate', { ...secure, auto: true }, true],
    ['with auto-tls beside half a pair', { ...secure, key: '', auto: true }, true],
    ['with listeners that are not known', { ...secure, urls: '?' }, undefined],
    ['with neither, on listeners that are not known', { ...secure, urls: '?', ca: '', auth: false }, false],
    ['with a CA that is not known', { ...secure, ca: '?', auth: false }, undefined],
    ['with a CA that is not known and client-cert-auth', { ...secure, ca: '?' }, true],
    ['with auto-tls that is not known, without a pair', { urls: 'https', auth: true, auto: '?' }, undefined],
    ['with auto-tls that is not known, beside a pair', { ...secure, auto: '?' }, true],
    ['with auto-tls and a pair that is not known', { ...secure, cert: '?', key: '?', auto: true }, undefined],
  ])('%s: %o → %s', (_what, given, required) => {
    expect(peerSecurity(settings(given)).clientCertificateRequired).toBe(required);
  });
});

describe('peer-auto-tls takes effect', () => {
  test.each<[string, Given, boolean | undefined]>([
    ['alone', { auto: true }, true],
    ['not beside a certificate', { auto: true, cert: '/c' }, false],
    ['not beside a key', { auto: true, key: '/k' }, false],
    ['not when it is false', { auto: false, cert: '?' }, false],
    ['perhaps when the certificate is not known', { auto: true, cert: '?' }, undefined],
    ['perhaps when it is not known itself', { auto: '?' }, undefined],
    ['not when it is not known, beside a key', { auto: '?', cert: '?', key: '/k' }, false],
  ])('%s', (_what, given, effective) => {
    expect(peerSecurity(settings(given)).autoTls).toBe(effective);
  });
});

describe('settings that etcd refuses', () => {
  test.each<[string, Given]>([
    ['a certificate without a key', { ...secure, key: '' }],
    ['a key without a certificate', { ...secure, cert: '' }],
    ['a certificate without a key, even on a plaintext listener', { urls: 'http', cert: '/c' }],
    ['a certificate without a key, beside auto-tls', { ...secure, key: '', auto: true }],
    ['https without any certificate', { urls: 'https', ca: '/ca', auth: true }],
    ['one https listener without any certificate', { urls: 'http,https' }],
  ])('%s', (_what, given) => {
    expect(settingsRefusal(settings(given))?.reason).toBe('etcd_rejects_configuration');
  });

  test.each<[string, Given]>([
    ['a pair', secure],
    ['no pair on a plaintext listener', { urls: 'http', ca: '/ca', auth: true }],
    ['auto-tls', { urls: 'https', auto: true }],
    ['unixs without a certificate', { urls: 'unixs' }],
    ['a key that is not known', { ...secure, key: '?' }],
    ['https without a certificate, when auto-tls is not known', { urls: 'https', auto: '?' }],
    ['listeners that are not known', { urls: '?' }],
  ])('but not %s', (_what, given) => {
    expect(settingsRefusal(settings(given))).toBeUndefined();
  });
});

describe('what decides is told:', () => {
  test.each<[string, Given, string, string]>([
    ['client-cert-auth and a CA', secure, 'by_both', 'off'],
    ['a CA alone', { ...secure, auth: false }, 'by_trusted_ca', 'off'],
    ['a CA, whatever client-cert-auth may be', { ...secure, auth: '?' }, 'by_trusted_ca', 'off'],
    ['client-cert-auth alone', { ...secure, ca: '' }, 'by_client_cert_auth', 'off'],
    ['neither', { ...pair, urls: 'https' }, 'not_asked', 'off'],
    [
      'auto-tls without a pair',
      { urls: 'https', ca: '/ca', auth: true, auto: true },
      'dropped_by_auto_tls',
      'in_effect',
    ],
    [
      'a pair, which switches auto-tls off',
      { ...secure, auto: true },
      'by_both',
      'switched_off_by_certificate',
    ],
    ['what is not known', { ...secure, ca: '?', auth: '?' }, 'unknown', 'off'],
    ['auto-tls that is not known', { ...secure, cert: '?', key: '?', auto: '?' }, 'unknown', 'unknown'],
  ])('%s', (_what, given, demand, autoTls) => {
    expect(listenerFacts(settings(given)).peer).toMatchObject({ demand, autoTls });
    const { clientCertificateRequired } = peerSecurity(settings({ ...given, urls: 'https' }));
    const said = demand === 'unknown' ? undefined : demand.startsWith('by_');
    expect(clientCertificateRequired).toBe(said);
  });

  test('each listener by its own scheme', () => {
    const { listeners, hasCertificate } = listenerFacts(
      settings({ ...secure, urls: 'https,http,unixs' }),
    ).peer;
    expect(listeners?.map(({ isTls }) => isTls)).toEqual([true, false, false]);
    expect(hasCertificate).toBe(true);
    expect(listenerFacts(settings({ urls: '?' })).peer.listeners).toBeUndefined();
  });
});
