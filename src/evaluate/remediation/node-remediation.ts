// Steps that this node needs, by the settings of each source that fails.

import type { Member, MemberSource } from '../../model/member.ts';
import { reasonsOf } from '../../model/reason.ts';
import type { Edit, RuleResult } from '../../model/report.ts';
import type { EtcdSettings, Origin, SettingName } from '../../model/settings.ts';
import type { Finding } from '../../model/verdict.ts';
import { changesFor } from './remedy-table.ts';
import { lineNow, settingLine, stepWords } from './step-text.ts';

export type FoundMember = { readonly member: Member; readonly findings: readonly Finding[] };

/** An edit, or a sentence where there is no line to write. */
type Step = Edit | string;

/** `ruleSettings` are the settings that the rule is about. */
export function nodeRemediation(
  ruleSettings: readonly SettingName[],
  members: readonly FoundMember[],
): Pick<RuleResult, 'remediation' | 'edits'> {
  const steps = members.flatMap((member) => memberSteps(ruleSettings, member));
  const edits = steps.filter((step) => typeof step !== 'string');
  return {
    remediation: [...new Set(steps.map((step) => (typeof step === 'string' ? step : step.step)))],
    edits: [...new Map(edits.map((edit) => [edit.step, edit])).values()],
  };
}

function memberSteps(ruleSettings: readonly SettingName[], { member, findings }: FoundMember): readonly Step[] {
  const configured = member.sources.flatMap((source) => sourceSteps(ruleSettings, source, findings));
  return [...configured, ...wireSteps(findings)];
}

function sourceSteps(
  ruleSettings: readonly SettingName[],
  { source, location, resolution }: MemberSource,
  findings: readonly Finding[],
): readonly Step[] {
  const finding = findings.find((candidate) => candidate.location === location);
  if (finding?.status !== 'fail' || !resolution.resolved) return [];
  const isDeclaredRight = findings.some((other) => other.source === 'manifest' && other.status === 'pass');
  if (source === 'process' && isDeclaredRight)
    return [`${location}: the manifest is right and the process is older; let the kubelet restart it`];
  const { settings } = resolution;
  const origin = dominantOrigin(ruleSettings, settings);
  return changesFor(reasonsOf(finding.causes), settings).map((change) => ({
    step: `${location}: ${stepWords(change, settings, origin)}`,
    source,
    location,
    origin,
    now: lineNow(change.setting, settings),
    line: settingLine(change.setting, change.value, origin),
  }));
}

/** Step for a listener that fails while every configuration passes: the two do not belong together. */
function wireSteps(findings: readonly Finding[]): readonly Step[] {
  const [failure, ...others] = findings.filter(({ status }) => status === 'fail');
  return failure?.source === 'wire' && others.length === 0
    ? [`${failure.location}: find out what listens there; the configuration that was read says otherwise`]
    : [];
}

/** Settings that nearly every etcd is given. */
const commonSettings: readonly SettingName[] = [
  'name',
  'dataDir',
  'listenClientUrls',
  'advertiseClientUrls',
  'initialAdvertisePeerUrls',
];

/** The origin of this etcd's settings: a new setting goes to the same place. */
function dominantOrigin(ruleSettings: readonly SettingName[], settings: EtcdSettings): Origin {
  const origins = [...ruleSettings, ...commonSettings].flatMap((name) => {
    const setting = settings[name];
    return setting.known ? [setting.origin] : [];
  });
  return (['config_file', 'environment', 'flag'] as const).find((origin) => origins.includes(origin)) ?? 'default';
}
