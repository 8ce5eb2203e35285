// Excuse of a failure: a list of one member, which the wire proves or the operator declares.

import type { Member } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { Declarations } from '../model/report.ts';
import type { Finding } from '../model/verdict.ts';

/** Turns the failure of a single member into not applicable; its causes stay visible. */
export function excusedFinding(finding: Finding, member: Member, { singleMember }: Declarations): Finding {
  if (finding.status !== 'fail' || singleMember === 'no') return finding;
  const isDeclared = singleMember === 'not_applicable';
  if (!isDeclared && !isSingleMember(member)) return finding;
  const excuse = isDeclared ? declared : proven;
  return { ...finding, status: 'not_applicable', causes: [excuse, ...finding.causes] };
}

const declared: Cause = { reason: 'declared_single_member', detail: '--single-member=not_applicable' };
const proven: Cause = { reason: 'single_member', detail: 'the peer listener lists one member' };

/** Whether a listener gave the live member list, and every list names one member. */
function isSingleMember({ listeners }: Member): boolean {
  const counts = listeners.flatMap(({ answer }) => {
    const list = answer.kind === 'plaintext' || answer.kind === 'tls' ? answer.members : undefined;
    return list?.count ?? [];
  });
  return counts.length > 0 && counts.every((count) => count === 1);
}
