// How etcd serves its listeners with its settings. Source: etcd's listener code, measured on 3.4.23, 3.5.16 and 3.5.30.

import type { ClientCertificateDemand, ListenerFacts } from '../../model/explanation.ts';
import { isTls, type SideSettings, sideSettings } from '../../model/listener-side.ts';
import type { ListenerSecurity, Transport } from '../../model/member.ts';
import type { EtcdSettings, Setting, Side } from '../../model/settings.ts';

export type SideFacts = ListenerFacts & { readonly transport: Transport | undefined };

export function listenerFacts(settings: EtcdSettings): Readonly<Record<Side, SideFacts>> {
  return {
    peer: sideFacts(sideSettings(settings, 'peer')),
    client: sideFacts(sideSettings(settings, 'client')),
  };
}

export function listenerSecurity({ transport, autoTls, demand }: SideFacts): ListenerSecurity {
  return {
    transport,
    autoTls: autoTls === 'unknown' ? undefined : autoTls === 'in_effect',
    clientCertificateRequired: clientCertificateRequired(demand, transport),
  };
}

function sideFacts(settings: SideSettings): SideFacts {
  const { side, certFile, keyFile } = settings;
  const lists = Object.values(settings.urls);
  const listeners = lists
    .flatMap((list) => (list.known ? list.value : []))
    .map((url) => ({ url, isTls: isTls(url, side) }));
  const areAllKnown = lists.every(({ known }) => known);
  const autoTls = autoTlsEffect(settings);
  return {
    listeners: areAllKnown ? listeners : undefined,
    transport: transportOf(listeners, areAllKnown),
    demand: clientCertificateDemand(settings, autoTls),
    autoTls,
    hasCertificate: isSet(certFile) === true && isSet(keyFile) === true,
  };
}

/** Only the schemes count. Of lists that are not all known only a mixture is certain. */
function transportOf(
  listeners: readonly { readonly isTls: boolean }[],
  areAllKnown: boolean,
): Transport | undefined {
  const secure = listeners.filter((one) => one.isTls).length;
  if (secure > 0 && secure < listeners.length) return 'mixed';
  if (!areAllKnown) return undefined;
  return secure > 0 ? 'tls' : 'plaintext';
}

/** A certificate or a key switches auto-TLS off. */
function autoTlsEffect({ autoTls, certFile, keyFile }: SideSettings): ListenerFacts['autoTls'] {
  const isWanted = autoTls.known ? autoTls.value : undefined;
  if (isSet(certFile) === true || isSet(keyFile) === true)
    return isWanted === true ? 'switched_off_by_certificate' : 'off';
  if (isWanted === false) return 'off';
  return isWanted === true && certFile.known && keyFile.known ? 'in_effect' : 'unknown';
}

/** One line of etcd decides, for every TLS listener: a trusted CA or client-cert-auth. Auto-TLS in effect drops both. */
function clientCertificateDemand(
  { trustedCaFile, clientCertAuth }: SideSettings,
  autoTls: ListenerFacts['autoTls'],
): ClientCertificateDemand {
  const byAuth = clientCertAuth.known ? clientCertAuth.value : undefined;
  const byCa = isSet(trustedCaFile);
  if (byAuth === false && byCa === false) return 'not_asked';
  if (autoTls === 'in_effect') return 'dropped_by_auto_tls';
  if (autoTls === 'unknown' || (byAuth !== true && byCa !== true)) return 'unknown';
  if (byAuth !== true) return 'by_trusted_ca';
  return byCa === true ? 'by_both' : 'by_client_cert_auth';
}

function clientCertificateRequired(
  demand: ClientCertificateDemand,
  transport: Transport | undefined,
): boolean | undefined {
  if (demand === 'not_asked' || demand === 'dropped_by_auto_tls') return false;
  if (transport === undefined) return undefined;
  if (transport !== 'tls') return false;
  return demand === 'unknown' ? undefined : true;
}

/** `undefined`: not known. */
export function isSet(setting: Setting<string>): boolean | undefined {
  return setting.known ? setting.value !== '' : undefined;
}
