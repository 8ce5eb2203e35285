// The evidence of a finding, for every format: its source, and rows for the settings of its rule.

import type { Member, MemberSource } from '../../model/member.ts';
import type { RuleText } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';

/** Finds the source of a finding; `undefined` for a listener. */
export function findingSource({ member, location }: Finding, members: readonly Member[]): MemberSource | undefined {
  const sources = members.find(({ id }) => id === member)?.sources;
  return sources?.find((source) => source.location === location);
}

export type SettingRow = { readonly name: string; readonly value: string; readonly origin: string };

/** Returns `undefined` without a readable configuration. `?` stands for an unknown value, `-` for an empty value. */
export function findingSettings(
  { settings: names }: RuleText,
  finding: Finding,
  members: readonly Member[],
): readonly SettingRow[] | undefined {
  const resolution = findingSource(finding, members)?.resolution;
  if (resolution === undefined || !resolution.resolved) return undefined;
  return names.map((name) => {
    const { value, origin } = settingEvidence(resolution.settings, name);
    const text = value === null ? '?' : value === '' ? '-' : String(value);
    return { name: settingLabel(name), value: text, origin };
  });
}
