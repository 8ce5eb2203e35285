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

/** Reports whether the value of a flag may be shown. Values of other flags may be secrets. */
export function isEvidence(flag: string): boolean {
  const name = settingOfFlag(flag);
  return name !== undefined && settingDefinitions[name].side !== undefined;
}

export type EvidenceValue = { readonly value: string | boolean | null; readonly origin: Origin | 'unknown' };

/** Shows a setting with its origin; `null` stands for a value that is not known. */
export function settingEvidence(settings: EtcdSettings, name: SettingName): EvidenceValue {
  const setting = settings[name];
  if (!setting.known) return { value: null, origin: 'unknown' };
  const { value, origin } = setting;
  return { value: typeof value === 'boolean' ? value : settingText(value), origin };
}

/** Names the origin of the peer settings: `config_file`, `flag`, `environment`, `flag+environment`, `default` or `unknown`. */
export function configOrigin({ resolution }: MemberSource): string {
  if (!resolution.resolved) return 'unknown';
  const { settings } = resolution;
  const origins = new Set(peerSettings.map((name) => settingEvidence(settings, name).origin));
  const explicit = (['config_file', 'flag', 'environment'] as const).filter((origin) => origins.has(origin));
  if (explicit.length > 0) return explicit.join('+');
  return origins.has('unknown') ? 'unknown' : 'default';
}

/** Names a setting by its flag; `all` stands for a configuration that etcd refuses as a whole. */
export function settingLabel(setting: SettingName | undefined): string {
  return setting === undefined ? 'all' : settingDefinitions[setting].flag;
}
