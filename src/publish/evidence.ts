// A member's settings as evidence, for reports and labels.

import type { MemberSource } from '../model/member.ts';
import {
  type EtcdSettings,
  type Origin,
  peerSettings,
  settingDefinitions,
  type SettingName,
  settingOfFlag,
  settingText,
} from '../model/settings.ts';

/** Whether the value of a flag may be shown: that of any other may be a secret. */
export function isEvidence(flag: string): boolean {
  const name = settingOfFlag(flag);
  return name !== undefined && settingDefinitions[name].side !== undefined;
}

export type EvidenceValue = { readonly value: string | boolean | null; readonly origin: Origin | 'unknown' };

export function settingEvidence(settings: EtcdSettings, name: SettingName): EvidenceValue {
  const setting = settings[name];
  if (!setting.known) return { value: null, origin: 'unknown' };
  const { value, origin } = setting;
  return { value: typeof value === 'boolean' ? value : settingText(value), origin };
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
  return setting === undefined ? 'all' : settingDefinitions[setting].flag;
}
