import { describe, expect, test } from 'vitest';
import type { ListenerSecurity } from '../../../../src/model/member.ts';
import { listenerFacts, listenerSecurity } from '../../../../src/resolve/etcd/listener-security.ts';
import { type Given, pair, peerSettingsOf, secure } from '../../../support/resolve/etcd/peer-settings.ts';

function peerSecurity(given: Given): ListenerSecurity {
  return listenerSecurity(peerSettingsOf(given), 'peer');
}

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
    expect(peerSecurity({ ...secure, urls }).transport).toBe(transport);
  });
});

describe('the demand for client certificates', () => {
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
  ])('%s, by %o, is %s', (_what, given, required) => {
    expect(peerSecurity(given).clientCertificateRequired).toBe(required);
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
    expect(peerSecurity(given).autoTls).toBe(effective);
  });
});

describe('what decides is told as', () => {
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
    ['a pair, which switches auto-tls off', { ...secure, auto: true }, 'by_both', 'switched_off_by_certificate'],
    ['what is not known', { ...secure, ca: '?', auth: '?' }, 'unknown', 'off'],
    ['auto-tls that is not known', { ...secure, cert: '?', key: '?', auto: '?' }, 'unknown', 'unknown'],
  ])('%s', (_what, given, demand, autoTls) => {
    expect(listenerFacts(peerSettingsOf(given), 'peer')).toMatchObject({ demand, autoTls });
    const { clientCertificateRequired } = peerSecurity({ ...given, urls: 'https' });
    const said = demand === 'unknown' ? undefined : demand.startsWith('by_');
    expect(clientCertificateRequired).toBe(said);
  });

  test('the scheme, for each listener', () => {
    const { listeners, hasCertificate } = listenerFacts(
      peerSettingsOf({ ...secure, urls: 'https,http,unixs' }),
      'peer',
    );
    expect(listeners?.map(({ isTls }) => isTls)).toEqual([true, false, false]);
    expect(hasCertificate).toBe(true);
    expect(listenerFacts(peerSettingsOf({ urls: '?' }), 'peer').listeners).toBeUndefined();
  });
});
