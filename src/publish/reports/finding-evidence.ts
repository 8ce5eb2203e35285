// The evidence of a finding: its source, and the settings that its rule looks at as rows for every format.

import type { Member, MemberSource } from '../../model/member.ts';
import type { RuleText } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';

/** The source that a finding is about; `undefined` for a listener. */
export function findingSource(
  { member, location }: Finding,
  members: readonly Member[],
): MemberSource | undefined {
  const sources = members.find(({ id }) => id === member)?.sources;
  return sources?.find((source) => source.location === location);
}

export type SettingRow = { readonly name: string; readonly value: string; readonly origin: string };

/** `undefined`: the finding has no configuration that could be read. `?` is a value that is not known, `-` an empty one. */
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
