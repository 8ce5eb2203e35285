import { describe, expect, test } from 'vitest';
import { settingsRefusal } from '../../../../src/resolve/etcd/start-refusals.ts';
import { type Given, peerSettingsOf, secure } from '../../../support/resolve/etcd/peer-settings.ts';

describe('etcd refuses', () => {
  test.each<[string, Given]>([
    ['a certificate without a key', { ...secure, key: '' }],
    ['a key without a certificate', { ...secure, cert: '' }],
    ['a certificate without a key, even on a plaintext listener', { urls: 'http', cert: '/c' }],
    ['a certificate without a key, beside auto-tls', { ...secure, key: '', auto: true }],
    ['https without any certificate', { urls: 'https', ca: '/ca', auth: true }],
    ['one https listener without any certificate', { urls: 'http,https' }],
  ])('%s', (_what, given) => {
    expect(settingsRefusal(peerSettingsOf(given))?.reason).toBe('etcd_rejects_configuration');
  });

  test.each<[string, Given]>([
    ['a pair', secure],
    ['no pair on a plaintext listener', { urls: 'http', ca: '/ca', auth: true }],
    ['auto-tls', { urls: 'https', auto: true }],
    ['unixs without a certificate', { urls: 'unixs' }],
    ['a key that is not known', { ...secure, key: '?' }],
    ['https without a certificate, when auto-tls is not known', { urls: 'https', auto: '?' }],
    ['listeners that are not known', { urls: '?' }],
  ])('none of these: %s', (_what, given) => {
    expect(settingsRefusal(peerSettingsOf(given))).toBeUndefined();
  });
});
