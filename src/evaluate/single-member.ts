// What excuses a failure: a list of one member, proven by the wire or declared by the operator.

import type { Member } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { Declarations } from '../model/report.ts';
import type { Finding } from '../model/verdict.ts';

/** A failure of a single member is not applicable; its causes stay visible. */
export function excusedFinding(finding: Finding, member: Member, { singleMember }: Declarations): Finding {
  if (finding.status !== 'fail' || singleMember === 'no') return finding;
  const excuse = singleMember === 'not_applicable' ? declared : provenBy(member);
  return excuse === undefined
    ? finding
    : { ...finding, status: 'not_applicable', causes: [excuse, ...finding.causes] };
}

const declared: Cause = { reason: 'declared_single_member', detail: '--single-member=not_applicable' };

function provenBy(member: Member): Cause | undefined {
  return isSingleMember(member)
    ? { reason: 'single_member', detail: 'the peer listener lists one member' }
    : undefined;
}

/** At least one listener gave the live member list, and each such list names one member. */
function isSingleMember({ listeners }: Member): boolean {
  const counts = listeners.flatMap(({ answer }) => {
    const list = answer.kind === 'plaintext' || answer.kind === 'tls' ? answer.members : undefined;
    return list?.count ?? [];
  });
  return counts.length > 0 && counts.every((count) => count === 1);
}
