// Members → findings, member verdicts and the node's verdict for each rule.

import type { Member, MemberView } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type {
  Finding,
  MemberVerdict,
  Policy,
  RuleResult,
  SourceState,
  Status,
  Verdict,
} from '../model/report.ts';
import { distinct, judge, type Rule } from './judgement.ts';
import { remediationSteps } from './remediation.ts';

/** Within a member a decided finding outweighs an unknown one, and the worst decided one wins. */
const worstWithinMember: readonly Status[] = ['fail', 'pass', 'not_applicable', 'unknown'];
const worstOverMembers: readonly Status[] = ['fail', 'unknown', 'pass', 'not_applicable'];

export function evaluateRule(
  rule: Rule,
  members: readonly Member[],
  sources: readonly SourceState[],
  policy: Policy,
): RuleResult {
  const judged = members.map((member) => ({ member, findings: findings(rule, member, policy) }));
  const verdicts = judged.map(({ member, findings: own }) => memberVerdict(member, own));
  const counted = verdicts.filter(({ counts }) => counts);
  const verdict = counted.length === 0 ? nothingFound(sources, policy) : worst(counted, worstOverMembers);
  const all = judged.flatMap(({ findings: own }) => own);
  return {
    rule: rule.text,
    ...verdict,
    findings: all,
    members: verdicts,
    remediation: remediationSteps(members, all),
  };
}

function findings(rule: Rule, member: Member, policy: Policy): readonly Finding[] {
  return member.views.map((view) => ({ member: member.id, ...viewVerdict(rule, view, policy) }));
}

function viewVerdict(
  rule: Rule,
  view: MemberView,
  policy: Policy,
): Verdict & Pick<Finding, 'source' | 'location'> {
  const { source, location } = view;
  return { source, location, ...excused(judge(rule, view.resolution), policy) };
}

/** What would fail is not applicable where the operator declared a single member; the failures stay visible. */
function excused(verdict: Verdict, policy: Policy): Verdict {
  if (verdict.status !== 'fail' || policy.singleMember !== 'not_applicable') return verdict;
  const declared: Cause = { reason: 'declared_single_member', detail: '--single-member=not_applicable' };
  return { status: 'not_applicable', causes: [declared, ...verdict.causes] };
}

function memberVerdict(member: Member, own: readonly Finding[]): MemberVerdict {
  const bySource = [...Map.groupBy(own, ({ source }) => source)];
  const sources = bySource.map(([source, same]) => ({
    source,
    status: worst(same, worstWithinMember).status,
  }));
  return { member: member.id, counts: member.countsForKubernetes, sources, ...worst(own, worstWithinMember) };
}

/** The worst status by the given order, with every cause that led to it. */
function worst(verdicts: readonly Verdict[], order: readonly Status[]): Verdict {
  const status = order.find((one) => verdicts.some((verdict) => verdict.status === one)) ?? 'unknown';
  return {
    status,
    causes: distinct(verdicts.filter((one) => one.status === status).flatMap(({ causes }) => causes)),
  };
}

function nothingFound(sources: readonly SourceState[], { noEtcd }: Policy): Verdict {
  const notFound: Cause = {
    reason: 'etcd_not_found',
    detail: 'neither a static pod nor a process of this node is an etcd of Kubernetes',
  };
  const blind = sources.flatMap(({ up, causes }) => (up ? [] : causes));
  // Nobody can declare away what could not be looked at.
  if (noEtcd === 'unknown' || blind.length > 0)
    return { status: 'unknown', causes: distinct([notFound, ...blind]) };
  return {
    status: 'not_applicable',
    causes: [{ reason: 'declared_no_etcd', detail: '--no-etcd=not_applicable' }],
  };
}
