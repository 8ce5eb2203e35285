// What a finding's configuration says about what its rule looks at, as rows that every format can show.

import type { Member } from '../../model/member.ts';
import type { RuleText } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';

export type SettingRow = { readonly name: string; readonly value: string; readonly origin: string };

/** `undefined`: the finding has no configuration that could be read. `?` is a value that is not known, `-` an empty one. */
export function findingSettings(
  { settings: names }: RuleText,
  { member, location }: Finding,
  members: readonly Member[],
): readonly SettingRow[] | undefined {
  const sources = members.find(({ id }) => id === member)?.sources;
  const resolution = sources?.find((view) => view.location === location)?.resolution;
  if (resolution === undefined || !resolution.resolved) return undefined;
  const { settings } = resolution;
  return names.map((name) => {
    const { value, origin } = settingEvidence(settings, name);
    return {
      name: settingLabel(name),
      value: value === null ? '?' : value === '' ? '-' : String(value),
      origin,
    };
  });
}
