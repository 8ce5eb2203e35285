// Members → findings, member verdicts and the node's verdict for each rule.

import type { Member } from '../model/member.ts';
import { type Cause } from '../model/reason.ts';
import { guard, ok } from '../model/result.ts';
import type { Declarations, RuleResult } from '../model/report.ts';
import {
  type Finding,
  type MemberVerdict,
  type SourceState,
  type Status,
  type Verdict,
  worstFirst,
} from '../model/verdict.ts';
import { distinct, judge, type Rule } from './rule.ts';
import { remediationEdits, remediationSteps } from './remediation/steps.ts';
import { isSingleMember, wireFinding } from './listeners.ts';

/**
 * Within a member a decided finding outweighs an unknown one, and the worst decided one wins. What is not applicable would
 * have failed: another source that passes does not hide it.
 */
const worstWithinMember: readonly Status[] = ['fail', 'not_applicable', 'pass', 'unknown'];

export type EvaluationContext = {
  readonly sources: readonly SourceState[];
  /** What the operator declared about the node. */
  readonly policy: Declarations;
  /** When the node was looked at. */
  readonly at: Date;
};

export function evaluateRule(
  rule: Rule,
  members: readonly Member[],
  circumstances: EvaluationContext,
): RuleResult {
  const judged = members.map((member) => ({
    member,
    findings: findings(rule, member, circumstances.policy),
  }));
  const verdicts = judged.map(({ member, findings: own }) => memberVerdict(member, own));
  const counted = verdicts.filter(({ counts }) => counts);
  const verdict = nodeVerdict(counted, circumstances);
  const all = judged.flatMap(({ findings: own }) => own);
  const counting = members.filter(({ countsForKubernetes }) => countsForKubernetes);
  return {
    rule: rule.text,
    ...verdict,
    findings: all,
    members: verdicts,
    notes: distinct(counting.flatMap((member) => rule.notes?.(member, circumstances.at) ?? [])),
    remediation: remediationSteps(rule.text.settings, members, all),
    edits: remediationEdits(rule.text.settings, members, all),
  };
}

function findings(rule: Rule, member: Member, policy: Declarations): readonly Finding[] {
  const wire = rule.judgeWire === undefined ? undefined : wireFinding(rule.judgeWire, member);
  const configured = member.sources.map(({ source, location, resolution }) => ({
    member: member.id,
    source,
    location,
    ...judgeContained(location, () => judge(rule, resolution)),
  }));
  const all = [...configured, ...(wire === undefined ? [] : [wire])];
  return rule.isForClusters ? all.map((finding) => excused(finding, member, policy)) : all;
}

/** A bug that one member's settings bring up leaves the others their verdicts. */
function judgeContained(location: string, work: () => Verdict): Verdict {
  const verdict = guard(location, () => ok(work()));
  return verdict.ok ? verdict.value : { status: 'unknown', causes: [verdict.error] };
}

/** What would fail is not applicable to a single member, proven or declared; the failures stay visible. */
function excused(finding: Finding, member: Member, { singleMember }: Declarations): Finding {
  if (finding.status !== 'fail' || singleMember === 'no') return finding;
  const cause = singleMember === 'not_applicable' ? declaredSingle : provenSingle(member);
  return cause === undefined
    ? finding
    : { ...finding, status: 'not_applicable', causes: [cause, ...finding.causes] };
}

const declaredSingle: Cause = { reason: 'declared_single_member', detail: '--single-member=not_applicable' };

function provenSingle(member: Member): Cause | undefined {
  if (isSingleMember(member) !== true) return undefined;
  return { reason: 'single_member', detail: 'the peer listener lists one member' };
}

function memberVerdict(member: Member, own: readonly Finding[]): MemberVerdict {
  const bySource = [...Map.groupBy(own, ({ source }) => source)];
  const sources = bySource.map(([source, same]) => ({
    source,
    status: worst(same, worstWithinMember).status,
  }));
  const verdict = worst(own.filter(mayDecide), worstWithinMember);
  return { member: member.id, counts: member.countsForKubernetes, sources, ...verdict };
}

/** The wire can contradict a configuration, but it cannot show that the letter of a rule holds. */
export function mayDecide({ source, status }: Finding): boolean {
  return source !== 'wire' || status !== 'pass';
}

/** The worst status by the given order, with every cause that led to it. */
function worst(verdicts: readonly Verdict[], order: readonly Status[]): Verdict {
  const status = order.find((one) => verdicts.some((verdict) => verdict.status === one)) ?? 'unknown';
  return {
    status,
    causes: distinct(verdicts.filter((one) => one.status === status).flatMap(({ causes }) => causes)),
  };
}

/** Where nothing was decided, what could not be looked at belongs to the reasons. */
function nodeVerdict(counted: readonly MemberVerdict[], circumstances: EvaluationContext): Verdict {
  if (counted.length === 0) return nothingFound(circumstances);
  const verdict = worst(counted, worstFirst);
  if (verdict.status !== 'unknown') return verdict;
  return { status: 'unknown', causes: distinct([...verdict.causes, ...blindCauses(circumstances)]) };
}

function blindCauses({ sources }: EvaluationContext): readonly Cause[] {
  return sources.flatMap(({ up, causes }) => (up ? [] : causes));
}

function nothingFound(circumstances: EvaluationContext): Verdict {
  const notFound: Cause = {
    reason: 'etcd_not_found',
    detail: 'neither a static pod nor a process of this node is an etcd of Kubernetes',
  };
  const blind = blindCauses(circumstances);
  // Nobody can declare away what could not be looked at.
  if (circumstances.policy.noEtcd === 'unknown' || blind.length > 0)
    return { status: 'unknown', causes: distinct([notFound, ...blind]) };
  return {
    status: 'not_applicable',
    causes: [{ reason: 'declared_no_etcd', detail: '--no-etcd=not_applicable' }],
  };
}
