// What etcd does with its peer settings. Source: etcd's listener code, measured on 3.4.23, 3.5.16 and 3.5.30.

import type { ClientCertificateDemand, PeerFacts } from '../model/explanation.ts';
import type { EtcdSettings, PeerSecurity, PeerUrl, Setting, Transport } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';

export function peerSecurity(settings: EtcdSettings): PeerSecurity {
  const transport = listenerTransport(settings);
  const autoTls = autoTlsInEffect(settings);
  return {
    transport,
    autoTls,
    clientCertificateRequired: clientCertificateRequired(
      clientCertificateDemand(settings, autoTls),
      transport,
    ),
  };
}

/** Only the schemes count. `unixs` is TLS on 3.4 and plaintext since, so it counts as plaintext. */
function listenerTransport({ listenPeerUrls }: EtcdSettings): Transport | undefined {
  if (!listenPeerUrls.known) return undefined;
  const secure = listenPeerUrls.value.filter(isTls).length;
  if (secure === listenPeerUrls.value.length) return 'tls';
  return secure === 0 ? 'plaintext' : 'mixed';
}

function isTls({ scheme }: PeerUrl): boolean {
  return scheme === 'https';
}

/** A certificate or a key switches peer-auto-tls off. */
function autoTlsInEffect({ peerAutoTls, peerCertFile, peerKeyFile }: EtcdSettings): boolean | undefined {
  if (isSet(peerCertFile) === true || isSet(peerKeyFile) === true) return false;
  if (peerAutoTls.known && !peerAutoTls.value) return false;
  return peerAutoTls.known && peerCertFile.known && peerKeyFile.known ? true : undefined;
}

/** One line of etcd decides, for every TLS listener: a trusted CA or client-cert-auth. peer-auto-tls in effect drops both. */
function clientCertificateDemand(
  { peerTrustedCaFile, peerClientCertAuth }: EtcdSettings,
  autoTls: boolean | undefined,
): ClientCertificateDemand {
  const auth = peerClientCertAuth.known ? peerClientCertAuth.value : undefined;
  const authority = isSet(peerTrustedCaFile);
  if (auth === false && authority === false) return 'not_asked';
  if (autoTls === true) return 'dropped_by_auto_tls';
  if (autoTls === undefined || (auth !== true && authority !== true)) return 'unknown';
  if (auth !== true) return 'by_trusted_ca';
  return authority === true ? 'by_both' : 'by_client_cert_auth';
}

function clientCertificateRequired(
  demand: ClientCertificateDemand,
  transport: Transport | undefined,
): boolean | undefined {
  if (demand === 'not_asked' || demand === 'dropped_by_auto_tls') return false;
  if (transport !== undefined && transport !== 'tls') return false;
  return transport === undefined || demand === 'unknown' ? undefined : true;
}

/** The same, with what decided it. */
export function peerFacts(settings: EtcdSettings): PeerFacts {
  const { listenPeerUrls, peerAutoTls, peerCertFile, peerKeyFile } = settings;
  const autoTls = autoTlsInEffect(settings);
  const isWanted = peerAutoTls.known && peerAutoTls.value;
  const off = isWanted ? 'switched_off_by_certificate' : 'off';
  return {
    listeners: listenPeerUrls.known
      ? listenPeerUrls.value.map((url) => ({ url, isTls: isTls(url) }))
      : undefined,
    demand: clientCertificateDemand(settings, autoTls),
    autoTls: autoTls === undefined ? 'unknown' : autoTls ? 'in_effect' : off,
    hasCertificate: isSet(peerCertFile) === true && isSet(peerKeyFile) === true,
  };
}

/** Why etcd would not start with these settings, if it would not. */
export function settingsRefusal(settings: EtcdSettings): Cause | undefined {
  const certificate = isSet(settings.peerCertFile);
  const key = isSet(settings.peerKeyFile);
  if (certificate !== undefined && key !== undefined && certificate !== key) {
    const [given, missing] = certificate
      ? ['peer-cert-file', 'peer-key-file']
      : ['peer-key-file', 'peer-cert-file'];
    return refusal(`${given} is set and ${missing} is not; etcd wants both or none`);
  }
  const transport = listenerTransport(settings);
  const listensTls = transport === 'tls' || transport === 'mixed';
  if (listensTls && certificate === false && key === false && autoTlsInEffect(settings) === false) {
    return refusal('a peer listener is https, but neither a certificate nor peer-auto-tls is configured');
  }
  return undefined;
}

function isSet(setting: Setting<string>): boolean | undefined {
  return setting.known ? setting.value !== '' : undefined;
}

function refusal(detail: string): Cause {
  return { reason: 'etcd_rejects_configuration', detail };
}
