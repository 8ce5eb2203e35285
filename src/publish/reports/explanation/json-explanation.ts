// The explanation of a verdict as JSON, without texts that may hold secrets. Its fields may change with any version.

import type { ConfigurationFacts, MemberExplanation, RuleExplanation } from '../../../model/explanation.ts';
import type { Member } from '../../../model/member.ts';
import type { RuleText } from '../../../model/report.ts';
import { isEvidence } from '../../evidence.ts';

export function jsonExplanation(
  rule: RuleText,
  { members: explained, unreadSources }: RuleExplanation,
  members: readonly Member[],
): object {
  const { description, rationale, audit, remediation, impact, defaultValue, references, cisControls } = rule;
  return {
    text: { description, rationale, audit, remediation, impact, defaultValue, references, cisControls },
    members: explained.map((member) => jsonMember(member, members)),
    unreadSources: unreadSources.map(({ source }) => source),
  };
}

function jsonMember(explanation: MemberExplanation, members: readonly Member[]): object {
  const { member, facts, wire, textChecks, findings, verdict } = explanation;
  const sources = members.find(({ id }) => id === member)?.sources ?? [];
  return {
    member,
    kubernetes: facts.kubernetes,
    configurations: sources.map(({ source, location }, index) => ({
      source,
      location,
      pairedBy: facts.pairings[index] ?? null,
      ...jsonConfiguration(facts.configurations[index]),
    })),
    listeners: wire,
    textChecks: textChecks.map((check) => ({ ...check, isRight: check.isRight ?? null })),
    findings: findings.map(({ finding: { source, location, status }, role }) => ({ source, location, status, role })),
    counts: verdict.counts,
    status: verdict.status,
  };
}

/** Drops the manifest's text, and the values of settings that are no evidence: they may hold secrets. */
function jsonConfiguration(facts: ConfigurationFacts | undefined): object {
  if (facts === undefined) return {};
  const { text: _text, given, ...rest } = facts;
  return {
    ...rest,
    given: given.map((setting) => ({ ...setting, value: isEvidence(setting.flag) ? (setting.value ?? null) : null })),
  };
}
