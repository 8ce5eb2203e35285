// Remedies: the setting and value for each reason, in the order of the steps.

import type { Reason } from '../../model/reason.ts';
import { type EtcdSettings, type Setting, settingDefinitions, type SettingName } from '../../model/settings.ts';

export type Change = { readonly setting: SettingName; readonly value: string };

type Remedy = readonly [
  setting: SettingName,
  /** For a list of URLs, their scheme. */
  value: string,
  reasons: readonly Reason[],
  /** Reasons for which the setting is only to be set where it is empty. */
  whereEmpty?: readonly Reason[],
];

const peerPlaintext: readonly Reason[] = ['peer_listener_plaintext', 'peer_listener_mixed'];
const clientPlaintext: readonly Reason[] = ['client_listener_plaintext', 'client_listener_mixed'];
const peerPair: readonly Reason[] = ['self_signed_auto_tls', 'auto_tls_drops_client_auth', ...peerPlaintext];
const clientPair: readonly Reason[] = [
  'self_signed_client_auto_tls',
  'auto_tls_drops_client_authentication',
  ...clientPlaintext,
];
const peerDemand: readonly Reason[] = ['client_cert_auth_not_set', 'client_cert_auth_false'];
const clientDemand: readonly Reason[] = ['client_authentication_not_set', 'client_authentication_false'];

const remedies: readonly Remedy[] = [
  ['peerCertFile', '<peer certificate>', ['peer_cert_file_not_set'], peerPair],
  ['peerKeyFile', '<its private key>', ['peer_key_file_not_set'], peerPair],
  ['listenPeerUrls', 'https', peerPlaintext],
  ['peerClientCertAuth', 'true', peerDemand],
  ['peerTrustedCaFile', '<authority of the peer certificates>', [], peerDemand],
  ['peerTrustedCaFile', '<an authority for etcd alone>', ['peer_authority_shared_with_kubernetes']],
  ['peerAutoTls', 'false', ['peer_auto_tls_enabled']],
  ['certFile', '<server certificate>', ['cert_file_not_set'], clientPair],
  ['keyFile', '<its private key>', ['key_file_not_set'], clientPair],
  ['listenClientUrls', 'https', clientPlaintext],
  ['listenClientHttpUrls', 'https', clientPlaintext],
  ['clientCertAuth', 'true', clientDemand],
  ['trustedCaFile', '<authority of the client certificates>', [], clientDemand],
  ['trustedCaFile', '<an authority for etcd alone>', ['trusted_ca_file_not_set', 'authority_shared_with_kubernetes']],
  ['autoTls', 'false', ['auto_tls_enabled']],
];

export function changesFor(reasons: readonly Reason[], settings: EtcdSettings): readonly Change[] {
  const has = (any: readonly Reason[] = []): boolean => any.some((reason) => reasons.includes(reason));
  return remedies
    .filter(([name, , always, whereEmpty]) => has(always) || (has(whereEmpty) && isEmpty(settings[name])))
    .flatMap(([setting, remedy]) => {
      const value = settingDefinitions[setting].kind === 'urls' ? withScheme(remedy, settings[setting]) : remedy;
      return value === undefined ? [] : [{ setting, value }];
    });
}

function isEmpty(setting: Setting<unknown>): boolean {
  return setting.known && setting.value === '';
}

/** Addresses with another scheme; `undefined` where that changes nothing, or where they are not known. */
function withScheme(scheme: string, urls: EtcdSettings[SettingName]): string | undefined {
  if (!urls.known || typeof urls.value !== 'object') return undefined;
  const now = urls.value.map(({ text }) => text);
  const wanted = now.map((text) => text.replace(/^[a-z]+:/i, `${scheme}:`));
  return wanted.join() === now.join() ? undefined : wanted.join(',');
}
