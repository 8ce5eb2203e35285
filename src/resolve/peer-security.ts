// What etcd does with its peer settings. Source: etcd's listener code, measured on 3.4.23, 3.5.16 and 3.5.30.

import type { EtcdSettings, PeerSecurity, Setting, Transport } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';

export function peerSecurity(settings: EtcdSettings): PeerSecurity {
  const transport = listenerTransport(settings);
  const autoTls = autoTlsInEffect(settings);
  return {
    transport,
    autoTls,
    clientCertificateRequired: clientCertificateRequired(settings, transport, autoTls),
  };
}

/** Only the schemes count. `unixs` is TLS on 3.4 and plaintext since, so it counts as plaintext. */
function listenerTransport({ listenPeerUrls }: EtcdSettings): Transport | undefined {
  if (!listenPeerUrls.known) return undefined;
  const secure = listenPeerUrls.value.filter(({ scheme }) => scheme === 'https').length;
  if (secure === listenPeerUrls.value.length) return 'tls';
  return secure === 0 ? 'plaintext' : 'mixed';
}

/** A certificate or a key switches peer-auto-tls off. */
function autoTlsInEffect({ peerAutoTls, peerCertFile, peerKeyFile }: EtcdSettings): boolean | undefined {
  if (isSet(peerCertFile) === true || isSet(peerKeyFile) === true) return false;
  if (peerAutoTls.known && !peerAutoTls.value) return false;
  return peerAutoTls.known && peerCertFile.known && peerKeyFile.known ? true : undefined;
}

/** One line of etcd decides: a trusted CA or client-cert-auth. peer-auto-tls in effect drops both. */
function clientCertificateRequired(
  { peerTrustedCaFile, peerClientCertAuth }: EtcdSettings,
  transport: Transport | undefined,
  autoTls: boolean | undefined,
): boolean | undefined {
  const auth = peerClientCertAuth.known ? peerClientCertAuth.value : undefined;
  const demanded = either(isSet(peerTrustedCaFile), auth);
  if (demanded === false || autoTls === true || (transport !== undefined && transport !== 'tls'))
    return false;
  return transport === undefined || autoTls === undefined ? undefined : demanded;
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

function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : undefined;
}

function refusal(detail: string): Cause {
  return { reason: 'etcd_rejects_configuration', detail };
}
