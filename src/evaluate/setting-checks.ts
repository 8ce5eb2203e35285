// Checks that rules about peers and rules about clients share: certificates, demands and auto-TLS of one side's listeners.

import { isTls, type SideSettings, sideSettings, type Setting, type Side } from '../model/settings.ts';
import type { ListenerSecurity, Resolved } from '../model/member.ts';
import type { Cause, Reason } from '../model/reason.ts';
import type { CheckResult } from './rule.ts';

const reasonsBySide = {
  peer: {
    noCertificate: 'peer_cert_file_not_set',
    noKey: 'peer_key_file_not_set',
    plaintext: 'peer_listener_plaintext',
    mixed: 'peer_listener_mixed',
    selfSigned: 'self_signed_auto_tls',
    authNotSet: 'client_cert_auth_not_set',
    authFalse: 'client_cert_auth_false',
    authByTrustedCa: 'enforced_by_trusted_ca_only',
    authDropped: 'auto_tls_drops_client_auth',
    autoTlsEnabled: 'peer_auto_tls_enabled',
  },
  client: {
    noCertificate: 'cert_file_not_set',
    noKey: 'key_file_not_set',
    plaintext: 'client_listener_plaintext',
    mixed: 'client_listener_mixed',
    selfSigned: 'self_signed_client_auto_tls',
    authNotSet: 'client_authentication_not_set',
    authFalse: 'client_authentication_false',
    authByTrustedCa: 'client_authentication_by_trusted_ca_only',
    authDropped: 'auto_tls_drops_client_authentication',
    autoTlsEnabled: 'auto_tls_enabled',
  },
} as const satisfies Readonly<Record<Side, Readonly<Record<string, Reason>>>>;

/** A side of a configuration, with the reasons for its failures. */
type SideConfiguration = SideSettings & {
  readonly security: ListenerSecurity;
  readonly reasons: (typeof reasonsBySide)[Side];
};

type SideCheck = (side: Side) => (resolved: Resolved) => CheckResult;

function configurationOf({ settings, security, clientSecurity }: Resolved, side: Side): SideConfiguration {
  return {
    ...sideSettings(settings, side),
    security: side === 'peer' ? security : clientSecurity,
    reasons: reasonsBySide[side],
  };
}

/** Letter: a certificate and key are set. Effect: every listener is TLS. */
export const tlsCheck: SideCheck = (side) => (resolved) => {
  const configuration = configurationOf(resolved, side);
  const { certFile, keyFile, prefix, reasons } = configuration;
  return {
    failures: [
      ...notSet(certFile, reasons.noCertificate, `${prefix}cert-file`),
      ...notSet(keyFile, reasons.noKey, `${prefix}key-file`),
      ...plaintextListeners(configuration),
      ...autoTlsInEffect(configuration, reasons.selfSigned),
    ],
    unknowns: unknownCauses([certFile, keyFile, ...Object.values(configuration.urls)]),
  };
};

/** Letter: client-cert-auth is true. Effect: every listener demands a client certificate. */
export const clientCertificateCheck: SideCheck = (side) => (resolved) => {
  const configuration = configurationOf(resolved, side);
  const { clientCertAuth, certFile, keyFile, autoTls, security, reasons } = configuration;
  // A certificate or a key switches auto-tls off.
  const autoTlsMatters = security.autoTls === undefined ? [certFile, keyFile, autoTls] : [];
  return {
    failures: [
      ...notAuthenticated(configuration),
      ...plaintextListeners(configuration),
      ...autoTlsInEffect(configuration, reasons.authDropped),
    ],
    unknowns: unknownCauses([clientCertAuth, ...Object.values(configuration.urls), ...autoTlsMatters]),
  };
};

/** Letter alone: auto-tls is not true, also where a certificate makes etcd ignore it. */
export const autoTlsCheck: SideCheck = (side) => (resolved) => {
  const { autoTls, prefix, security, reasons } = configurationOf(resolved, side);
  if (!autoTls.known) return { failures: [], unknowns: [autoTls.cause] };
  if (!autoTls.value) return { failures: [], unknowns: [] };
  const ignored = security.autoTls === false ? '; etcd ignores it while a certificate is given' : '';
  const detail = `${prefix}auto-tls is true (${autoTls.origin})${ignored}`;
  return { failures: [{ reason: reasons.autoTlsEnabled, detail }], unknowns: [] };
};

/** Causes for which settings are not known. */
export function unknownCauses(settings: readonly Setting<unknown>[]): readonly Cause[] {
  return settings.flatMap((setting) => (setting.known ? [] : [setting.cause]));
}

/** Fails where a text is certainly not set. */
export function notSet(setting: Setting<string>, reason: Reason, flag: string): readonly Cause[] {
  if (!setting.known || setting.value !== '') return [];
  const now = setting.origin === 'default' ? 'not given' : `empty (${setting.origin})`;
  return [{ reason, detail: `${flag} is ${now}` }];
}

/** Fails where client-cert-auth is certainly not true. */
function notAuthenticated({ clientCertAuth, security, prefix, reasons }: SideConfiguration): readonly Cause[] {
  if (!clientCertAuth.known || clientCertAuth.value) return [];
  const { origin } = clientCertAuth;
  const failure: Cause =
    origin === 'default'
      ? { reason: reasons.authNotSet, detail: `${prefix}client-cert-auth is not given` }
      : { reason: reasons.authFalse, detail: `${prefix}client-cert-auth is false (${origin})` };
  if (security.clientCertificateRequired !== true) return [failure];
  const detail = `${prefix}trusted-ca-file alone makes etcd demand a client certificate`;
  return [failure, { reason: reasons.authByTrustedCa, detail }];
}

function autoTlsInEffect({ security, prefix }: SideConfiguration, reason: Reason): readonly Cause[] {
  if (security.autoTls !== true || security.transport === 'plaintext') return [];
  return [{ reason, detail: `${prefix}auto-tls is true and no certificate is given` }];
}

/** Listeners without TLS, in the lists that are known. */
function plaintextListeners({ urls, side, security, reasons }: SideConfiguration): readonly Cause[] {
  const reason = security.transport === 'mixed' ? reasons.mixed : reasons.plaintext;
  return Object.entries(urls).flatMap(([flag, list]) => {
    const plain = list.known ? list.value.filter((url) => !isTls(url, side)) : [];
    if (!list.known || plain.length === 0) return [];
    const texts = plain.map(({ text }) => text).join(', ');
    return [{ reason, detail: `${flag} (${list.origin}): ${texts} is served without TLS` }];
  });
}
