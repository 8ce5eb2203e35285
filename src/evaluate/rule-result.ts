// Members → one rule's result on this node: findings, verdicts, notes and remediation.

import type { Member } from '../model/member.ts';
import { distinctCauses } from '../model/reason.ts';
import type { Declarations, RuleResult } from '../model/report.ts';
import { guard, ok } from '../model/result.ts';
import type { Finding, SourceState, Verdict } from '../model/verdict.ts';
import { nodeRemediation } from './remediation/node-remediation.ts';
import { configurationVerdict, type Rule } from './rule.ts';
import { excusedFinding } from './single-member.ts';
import { memberVerdict, nodeVerdict } from './verdicts.ts';
import { wireFinding } from './wire-finding.ts';

export type EvaluationContext = {
  readonly sources: readonly SourceState[];
  /** The operator's declarations about the node. */
  readonly policy: Declarations;
  /** The time of the observation. */
  readonly at: Date;
};

export function evaluateRule(
  rule: Rule,
  members: readonly Member[],
  { sources, policy, at }: EvaluationContext,
): RuleResult {
  const evaluated = members.map((member) => ({ member, findings: findingsOf(rule, member, policy) }));
  const counting = evaluated.filter(({ member }) => member.countsForKubernetes);
  const verdicts = evaluated.map(({ member, findings }) => memberVerdict(member, findings));
  return {
    rule: rule.text,
    ...nodeVerdict(verdicts, sources, policy),
    findings: evaluated.flatMap(({ findings }) => findings),
    members: verdicts,
    notes: distinctCauses(counting.flatMap(({ member }) => rule.notes?.(member, at) ?? [])),
    ...nodeRemediation(rule.text.settings, counting),
  };
}

function findingsOf(rule: Rule, member: Member, policy: Declarations): readonly Finding[] {
  const configured = member.sources.map(({ source, location, resolution }) => ({
    member: member.id,
    source,
    location,
    ...guardedVerdict(location, () => configurationVerdict(rule, resolution)),
  }));
  const wire = rule.checkListener && wireFinding(rule.checkListener, member);
  const findings = wire === undefined ? configured : [...configured, wire];
  return rule.isForClusters ? findings.map((finding) => excusedFinding(finding, member, policy)) : findings;
}

/** A bug that the settings of one member bring up leaves the other members their verdicts. */
function guardedVerdict(location: string, work: () => Verdict): Verdict {
  const verdict = guard(location, () => ok(work()));
  return verdict.ok ? verdict.value : { status: 'unknown', causes: [verdict.error] };
}
