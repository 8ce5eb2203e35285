// TLS and client certificates on etcd's listeners, by its settings. Source: etcd's listener code, measured on 3.4.23, 3.5.16 and 3.5.30.

import type { ClientCertificateDemand, ListenerFacts } from '../../model/explanation.ts';
import {
  isTls,
  type SideSettings,
  sideSettings,
  type EtcdSettings,
  type Setting,
  type Side,
} from '../../model/settings.ts';
import type { ListenerSecurity, Transport } from '../../model/member.ts';

/** Security follows from the facts that an explanation shows, so that the two cannot disagree. */
export function listenerSecurity(settings: EtcdSettings, side: Side): ListenerSecurity {
  const { autoTls, demand } = listenerFacts(settings, side);
  const transport = transportOf(sideSettings(settings, side));
  return {
    transport,
    autoTls: autoTls === 'unknown' ? undefined : autoTls === 'in_effect',
    clientCertificateRequired: clientCertificateRequired(demand, transport),
  };
}

export function listenerFacts(settings: EtcdSettings, side: Side): ListenerFacts {
  const configured = sideSettings(settings, side);
  const lists = Object.values(configured.urls);
  const urls = lists.flatMap((list) => (list.known ? list.value : []));
  const autoTls = autoTlsEffect(configured);
  return {
    listeners: lists.every(({ known }) => known) ? urls.map((url) => ({ url, isTls: isTls(url, side) })) : undefined,
    demand: clientCertificateDemand(configured, autoTls),
    autoTls,
    hasCertificate: isSet(configured.certFile) === true && isSet(configured.keyFile) === true,
  };
}

/** Transport by the schemes alone. While a list is not known, only a mixture is certain. */
function transportOf({ urls, side }: SideSettings): Transport | undefined {
  const lists = Object.values(urls);
  const all = lists.flatMap((list) => (list.known ? list.value : []));
  const secure = all.filter((url) => isTls(url, side)).length;
  if (secure > 0 && secure < all.length) return 'mixed';
  if (lists.some(({ known }) => !known)) return undefined;
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

/** etcd demands certificates on every TLS listener for a trusted CA or client-cert-auth. Auto-TLS in effect drops both. */
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

/** Whether a text is given; `undefined`: not known. */
export function isSet(setting: Setting<string>): boolean | undefined {
  return setting.known ? setting.value !== '' : undefined;
}
