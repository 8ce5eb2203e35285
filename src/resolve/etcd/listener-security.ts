// What etcd does on its listeners with its settings. Source: etcd's listener code, measured on 3.4.23, 3.5.16 and 3.5.30.

import type { ClientCertificateDemand, ListenerFacts, Side } from '../../model/explanation.ts';
import type { EtcdSettings, ListenerSecurity, ListenUrl, Setting, Transport } from '../../model/member.ts';
import type { Cause } from '../../model/reason.ts';

/** The settings of one kind of listener, under the names that both kinds share. */
type SideSettings = {
  readonly whose: Side;
  /** What the names of its flags begin with. */
  readonly prefix: 'peer-' | '';
  readonly urls: readonly Setting<readonly ListenUrl[]>[];
  readonly tlsSchemes: readonly ListenUrl['scheme'][];
  readonly cert: Setting<string>;
  readonly key: Setting<string>;
  readonly trustedCa: Setting<string>;
  readonly clientCertAuth: Setting<boolean>;
  readonly autoTls: Setting<boolean>;
};

function peerSide(settings: EtcdSettings): SideSettings {
  return {
    whose: 'peer',
    prefix: 'peer-',
    urls: [settings.listenPeerUrls],
    // `unixs` is TLS on 3.4 and plaintext since, so it counts as plaintext.
    tlsSchemes: ['https'],
    cert: settings.peerCertFile,
    key: settings.peerKeyFile,
    trustedCa: settings.peerTrustedCaFile,
    clientCertAuth: settings.peerClientCertAuth,
    autoTls: settings.peerAutoTls,
  };
}

function clientSide(settings: EtcdSettings): SideSettings {
  return {
    whose: 'client',
    prefix: '',
    urls: [settings.listenClientUrls, settings.listenClientHttpUrls],
    tlsSchemes: ['https', 'unixs'],
    cert: settings.certFile,
    key: settings.keyFile,
    trustedCa: settings.trustedCaFile,
    clientCertAuth: settings.clientCertAuth,
    autoTls: settings.autoTls,
  };
}

export function peerSecurity(settings: EtcdSettings): ListenerSecurity {
  return sideSecurity(peerSide(settings));
}

export function clientSecurity(settings: EtcdSettings): ListenerSecurity {
  return sideSecurity(clientSide(settings));
}

function sideSecurity(side: SideSettings): ListenerSecurity {
  const transport = listenerTransport(side);
  const autoTls = autoTlsInEffect(side);
  return {
    transport,
    autoTls,
    clientCertificateRequired: clientCertificateRequired(clientCertificateDemand(side, autoTls), transport),
  };
}

/** Only the schemes count. Of lists that are not all known only a mixture can be told. */
function listenerTransport({ urls, tlsSchemes }: SideSettings): Transport | undefined {
  const all = urls.flatMap((list) => (list.known ? list.value : []));
  const secure = all.filter(isTlsWith(tlsSchemes)).length;
  if (secure > 0 && secure < all.length) return 'mixed';
  if (urls.some(({ known }) => !known)) return undefined;
  return secure > 0 ? 'tls' : 'plaintext';
}

function isTlsWith(tlsSchemes: SideSettings['tlsSchemes']): (url: ListenUrl) => boolean {
  return ({ scheme }) => tlsSchemes.includes(scheme);
}

/** A certificate or a key switches auto-TLS off. */
function autoTlsInEffect({ autoTls, cert, key }: SideSettings): boolean | undefined {
  if (isSet(cert) === true || isSet(key) === true) return false;
  if (autoTls.known && !autoTls.value) return false;
  return autoTls.known && cert.known && key.known ? true : undefined;
}

/** One line of etcd decides, for every TLS listener: a trusted CA or client-cert-auth. Auto-TLS in effect drops both. */
function clientCertificateDemand(
  { trustedCa, clientCertAuth }: SideSettings,
  autoTls: boolean | undefined,
): ClientCertificateDemand {
  const auth = clientCertAuth.known ? clientCertAuth.value : undefined;
  const authority = isSet(trustedCa);
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

/** The same, with what decided it, for peers and for clients. */
export function listenerFacts(settings: EtcdSettings): Readonly<Record<Side, ListenerFacts>> {
  return { peer: sideFacts(peerSide(settings)), client: sideFacts(clientSide(settings)) };
}

function sideFacts(side: SideSettings): ListenerFacts {
  const { urls, tlsSchemes, autoTls: wanted, cert, key } = side;
  const autoTls = autoTlsInEffect(side);
  const off = wanted.known && wanted.value ? 'switched_off_by_certificate' : 'off';
  const known = urls.flatMap((list) => (list.known ? list.value : []));
  return {
    listeners: urls.every((list) => list.known)
      ? known.map((url) => ({ url, isTls: isTlsWith(tlsSchemes)(url) }))
      : undefined,
    demand: clientCertificateDemand(side, autoTls),
    autoTls: autoTls === undefined ? 'unknown' : autoTls ? 'in_effect' : off,
    hasCertificate: isSet(cert) === true && isSet(key) === true,
  };
}

/** Why etcd would not start with these settings, if it would not. */
export function settingsRefusal(settings: EtcdSettings): Cause | undefined {
  const detail = peerRefusal(peerSide(settings)) ?? clientRefusal(settings);
  return detail === undefined ? undefined : { reason: 'etcd_rejects_configuration', detail };
}

/** The peers' pair is loaded whatever the scheme is: etcd dials its peers with it. */
function peerRefusal(side: SideSettings): string | undefined {
  return halfPair(side) ?? missingPair(side);
}

/** The pair for clients is loaded where a listener uses it. */
function clientRefusal(settings: EtcdSettings): string | undefined {
  const side = clientSide(settings);
  return (listensTls(side) ? (halfPair(side) ?? missingPair(side)) : undefined) ?? sharedAddress(settings);
}

function halfPair({ cert, key, prefix }: SideSettings): string | undefined {
  const [certificate, privateKey] = [isSet(cert), isSet(key)];
  if (certificate === undefined || privateKey === undefined || certificate === privateKey) return undefined;
  const [given, missing] = certificate ? ['cert-file', 'key-file'] : ['key-file', 'cert-file'];
  return `${prefix}${given} is set and ${prefix}${missing} is not; etcd wants both or none`;
}

function missingPair(side: SideSettings): string | undefined {
  const { cert, key, whose, prefix } = side;
  const mayHavePair = isSet(cert) !== false && isSet(key) !== false;
  if (mayHavePair || autoTlsInEffect(side) !== false || !listensTls(side)) return undefined;
  return `a ${whose} listener is https, but neither a certificate nor ${prefix}auto-tls is configured`;
}

function listensTls(side: SideSettings): boolean {
  const transport = listenerTransport(side);
  return transport === 'tls' || transport === 'mixed';
}

/** HTTP and gRPC are on one listener or on two, and two cannot have one address. */
function sharedAddress({ listenClientUrls, listenClientHttpUrls }: EtcdSettings): string | undefined {
  if (!listenClientUrls.known || !listenClientHttpUrls.known) return undefined;
  const addresses = new Set(listenClientUrls.value.map(addressOf));
  const shared = listenClientHttpUrls.value.find((url) => addresses.has(addressOf(url)));
  return shared && `listen-client-urls and listen-client-http-urls both name ${addressOf(shared)}`;
}

function addressOf({ text }: ListenUrl): string {
  return text.slice(text.indexOf('://') + 3);
}

function isSet(setting: Setting<string>): boolean | undefined {
  return setting.known ? setting.value !== '' : undefined;
}
