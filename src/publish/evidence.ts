// A member's settings as evidence, for reports and labels.

import {
  type EtcdSettings,
  type MemberSource,
  type Origin,
  peerSettings,
  type SettingName,
} from '../model/member.ts';

/** Every setting that a rule looks at, by the name etcd gives it. */
const evidenceNames = {
  'listen-peer-urls': 'listenPeerUrls',
  'peer-cert-file': 'peerCertFile',
  'peer-key-file': 'peerKeyFile',
  'peer-trusted-ca-file': 'peerTrustedCaFile',
  'peer-client-cert-auth': 'peerClientCertAuth',
  'peer-auto-tls': 'peerAutoTls',
  'listen-client-urls': 'listenClientUrls',
  'listen-client-http-urls': 'listenClientHttpUrls',
  'cert-file': 'certFile',
  'key-file': 'keyFile',
  'trusted-ca-file': 'trustedCaFile',
  'client-cert-auth': 'clientCertAuth',
  'auto-tls': 'autoTls',
} as const satisfies Readonly<Record<string, SettingName>>;

/** Whether the value of a flag may be shown: that of any other may be a secret. */
export function isEvidence(flag: string): boolean {
  return Object.hasOwn(evidenceNames, flag);
}

export type EvidenceValue = { readonly value: string | boolean | null; readonly origin: Origin | 'unknown' };

export function settingEvidence(settings: EtcdSettings, name: SettingName): EvidenceValue {
  const setting = settings[name];
  if (!setting.known) return { value: null, origin: 'unknown' };
  const { value, origin } = setting;
  if (typeof value === 'string' || typeof value === 'boolean') return { value, origin };
  return { value: value.map(({ text }) => text).join(','), origin };
}

/** Where the peer settings come from: `config_file`, `flag`, `environment`, `flag+environment`, `default` or `unknown`. */
export function configOrigin({ resolution }: MemberSource): string {
  if (!resolution.resolved) return 'unknown';
  const { settings } = resolution;
  const origins = new Set(peerSettings.map((name) => settingEvidence(settings, name).origin));
  const given = (['config_file', 'flag', 'environment'] as const).filter((origin) => origins.has(origin));
  if (given.length > 0) return given.join('+');
  return origins.has('unknown') ? 'unknown' : 'default';
}

/** etcd's own name of a setting; `all` for a configuration that etcd refuses as a whole. */
export function settingLabel(setting: SettingName | undefined): string {
  return Object.entries(evidenceNames).find(([, key]) => key === setting)?.[0] ?? 'all';
}
