// The settings of one kind of listener, under the names that peers and clients share.

import type { EtcdSettings, ListenUrl, Setting, Side } from './settings.ts';

export type SideSettings = {
  readonly side: Side;
  /** First part of the names of its TLS flags. */
  readonly prefix: 'peer-' | '';
  /** Lists of URLs, by flag. */
  readonly urls: Readonly<Record<string, Setting<readonly ListenUrl[]>>>;
} & Pick<EtcdSettings, 'certFile' | 'keyFile' | 'trustedCaFile' | 'clientCertAuth' | 'autoTls'>;

export function sideSettings(settings: EtcdSettings, side: Side): SideSettings {
  const { listenPeerUrls, listenClientUrls, listenClientHttpUrls } = settings;
  if (side === 'client') {
    const urls = { 'listen-client-urls': listenClientUrls, 'listen-client-http-urls': listenClientHttpUrls };
    return { ...settings, side, prefix: '', urls };
  }
  return {
    side,
    prefix: 'peer-',
    urls: { 'listen-peer-urls': listenPeerUrls },
    certFile: settings.peerCertFile,
    keyFile: settings.peerKeyFile,
    trustedCaFile: settings.peerTrustedCaFile,
    clientCertAuth: settings.peerClientCertAuth,
    autoTls: settings.peerAutoTls,
  };
}

/** `unixs` of peers is TLS on etcd 3.4 and plaintext since, so it counts as plaintext. */
export function isTls({ scheme }: ListenUrl, side: Side): boolean {
  return scheme === 'https' || (scheme === 'unixs' && side === 'client');
}
