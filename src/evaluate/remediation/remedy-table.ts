// Which setting mends which reason: one line for each setting that a step can name.

import type { EtcdSettings, ListenUrl, Setting, SettingName } from '../../model/settings.ts';
import type { Reason } from '../../model/reason.ts';

export type Change = { readonly flag: string; readonly value: string; readonly setting: SettingName };

type Remedy = Omit<Change, 'value'> & {
  /** It is to be set for these, */
  readonly reasons: readonly Reason[];
  /** and for these where it is empty. */
  readonly whereEmpty?: readonly Reason[];
  /** `undefined`: there is nothing to change in it. */
  readonly value: (settings: EtcdSettings) => string | undefined;
};

const peerPair: readonly Reason[] = [
  'self_signed_auto_tls',
  'auto_tls_drops_client_auth',
  'peer_listener_plaintext',
  'peer_listener_mixed',
];
const clientPair: readonly Reason[] = [
  'self_signed_client_auto_tls',
  'auto_tls_drops_client_authentication',
  'client_listener_plaintext',
  'client_listener_mixed',
];
const peerDemand: readonly Reason[] = ['client_cert_auth_not_set', 'client_cert_auth_false'];
const clientDemand: readonly Reason[] = ['client_authentication_not_set', 'client_authentication_false'];
const clientPlaintext: readonly Reason[] = ['client_listener_plaintext', 'client_listener_mixed'];

const always = (value: string) => () => value;

const remedies: readonly Remedy[] = [
  {
    setting: 'peerCertFile',
    flag: 'peer-cert-file',
    reasons: ['peer_cert_file_not_set'],
    whereEmpty: peerPair,
    value: always('<peer certificate>'),
  },
  {
    setting: 'peerKeyFile',
    flag: 'peer-key-file',
    reasons: ['peer_key_file_not_set'],
    whereEmpty: peerPair,
    value: always('<its private key>'),
  },
  {
    setting: 'listenPeerUrls',
    flag: 'listen-peer-urls',
    reasons: ['peer_listener_plaintext', 'peer_listener_mixed'],
    value: ({ listenPeerUrls }) => secured(listenPeerUrls),
  },
  {
    setting: 'peerClientCertAuth',
    flag: 'peer-client-cert-auth',
    reasons: peerDemand,
    value: always('true'),
  },
  {
    setting: 'peerTrustedCaFile',
    flag: 'peer-trusted-ca-file',
    reasons: [],
    whereEmpty: peerDemand,
    value: always('<authority of the peer certificates>'),
  },
  {
    setting: 'peerTrustedCaFile',
    flag: 'peer-trusted-ca-file',
    reasons: ['peer_authority_shared_with_kubernetes'],
    value: always('<an authority for etcd alone>'),
  },
  {
    setting: 'peerAutoTls',
    flag: 'peer-auto-tls',
    reasons: ['peer_auto_tls_enabled'],
    value: always('false'),
  },
  {
    setting: 'certFile',
    flag: 'cert-file',
    reasons: ['cert_file_not_set'],
    whereEmpty: clientPair,
    value: always('<server certificate>'),
  },
  {
    setting: 'keyFile',
    flag: 'key-file',
    reasons: ['key_file_not_set'],
    whereEmpty: clientPair,
    value: always('<its private key>'),
  },
  {
    setting: 'listenClientUrls',
    flag: 'listen-client-urls',
    reasons: clientPlaintext,
    value: ({ listenClientUrls }) => secured(listenClientUrls),
  },
  {
    setting: 'listenClientHttpUrls',
    flag: 'listen-client-http-urls',
    reasons: clientPlaintext,
    value: ({ listenClientHttpUrls }) => secured(listenClientHttpUrls),
  },
  {
    setting: 'clientCertAuth',
    flag: 'client-cert-auth',
    reasons: clientDemand,
    value: always('true'),
  },
  {
    setting: 'trustedCaFile',
    flag: 'trusted-ca-file',
    reasons: [],
    whereEmpty: clientDemand,
    value: always('<authority of the client certificates>'),
  },
  {
    setting: 'trustedCaFile',
    flag: 'trusted-ca-file',
    reasons: ['trusted_ca_file_not_set', 'authority_shared_with_kubernetes'],
    value: always('<an authority for etcd alone>'),
  },
  {
    setting: 'autoTls',
    flag: 'auto-tls',
    reasons: ['auto_tls_enabled'],
    value: always('false'),
  },
];

export function changes(reasons: readonly Reason[], settings: EtcdSettings): readonly Change[] {
  const has = (any: readonly Reason[] = []): boolean => any.some((reason) => reasons.includes(reason));
  return remedies
    .filter((one) => has(one.reasons) || (has(one.whereEmpty) && isEmpty(settings[one.setting])))
    .flatMap(({ setting, flag, value }) => {
      const wanted = value(settings);
      return wanted === undefined ? [] : [{ setting, flag, value: wanted }];
    });
}

function isEmpty(setting: Setting<unknown>): boolean {
  return setting.known && setting.value === '';
}

/** The same addresses by TLS; `undefined` where that changes nothing, or where they are not known. */
function secured(urls: Setting<readonly ListenUrl[]>): string | undefined {
  if (!urls.known) return undefined;
  const now = urls.value.map(({ text }) => text);
  const wanted = now.map((text) => text.replace(/^[a-z]+:/i, 'https:'));
  return wanted.join() === now.join() ? undefined : wanted.join(',');
}
