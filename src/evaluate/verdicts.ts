// Findings → verdicts of members, and the verdict of the node.

import { type Cause, distinctCauses } from '../model/reason.ts';
import type { Declarations } from '../model/report.ts';
import {
  type Finding,
  type MemberVerdict,
  type SourceState,
  type Status,
  type Verdict,
  worstFirst,
} from '../model/verdict.ts';
import type { Member } from '../model/member.ts';

/**
 * Order of statuses within a member: a decided finding outweighs an unknown one. `not_applicable` stands for an excused failure, so it
 * outranks a pass from another source.
 */
const worstWithinMember: readonly Status[] = ['fail', 'not_applicable', 'pass', 'unknown'];

export function memberVerdict({ id, countsForKubernetes }: Member, findings: readonly Finding[]): MemberVerdict {
  const sources = [...Map.groupBy(findings, ({ source }) => source)].map(([source, same]) => ({
    source,
    status: worst(same, worstWithinMember).status,
  }));
  const verdict = worst(findings.filter(mayDecide), worstWithinMember);
  return { member: id, counts: countsForKubernetes, sources, ...verdict };
}

/** The wire can contradict a configuration, but it cannot show that the letter of a rule holds. */
export function mayDecide({ source, status }: Finding): boolean {
  return source !== 'wire' || status !== 'pass';
}

/** The verdict over the members that count. If unknown, it also names the sources that could not be read. */
export function nodeVerdict(
  members: readonly MemberVerdict[],
  sources: readonly SourceState[],
  { noEtcd }: Declarations,
): Verdict {
  const unread = sources.flatMap(({ up, causes }) => (up ? [] : causes));
  const counting = members.filter(({ counts }) => counts);
  // Nobody can declare away a source that could not be read.
  if (counting.length === 0 && noEtcd === 'not_applicable' && unread.length === 0)
    return { status: 'not_applicable', causes: [declaredNoEtcd] };
  const verdict = counting.length === 0 ? nothingFound : worst(counting, worstFirst);
  if (verdict.status !== 'unknown') return verdict;
  return { status: 'unknown', causes: distinctCauses([...verdict.causes, ...unread]) };
}

const declaredNoEtcd: Cause = { reason: 'declared_no_etcd', detail: '--no-etcd=not_applicable' };

const nothingFound: Verdict = {
  status: 'unknown',
  causes: [
    { reason: 'etcd_not_found', detail: 'neither a static pod nor a process of this node is an etcd of Kubernetes' },
  ],
};

/** The worst status by the given order, with every cause that led to it. */
function worst(verdicts: readonly Verdict[], order: readonly Status[]): Verdict {
  const status = order.find((candidate) => verdicts.some((verdict) => verdict.status === candidate)) ?? 'unknown';
  const decisive = verdicts.filter((verdict) => verdict.status === status);
  return { status, causes: distinctCauses(decisive.flatMap(({ causes }) => causes)) };
}
