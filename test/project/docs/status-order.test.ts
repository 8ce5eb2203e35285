// The two orders of docs/verdicts.md, held to what the evaluation does with each pair of statuses.
import { describe, expect, it } from 'vitest';
import { evaluateRule } from '../../../src/evaluate/rule-result.ts';
import type { Rule } from '../../../src/evaluate/rule.ts';
import { rules } from '../../../src/evaluate/rules/rule-list.ts';
import type { Member, MemberSource } from '../../../src/model/member.ts';
import type { Cause } from '../../../src/model/reason.ts';
import { type Status, statuses } from '../../../src/model/verdict.ts';
import type { Listener } from '../../../src/model/listener.ts';
import { assessedAt, member } from '../../support/publish/sample-report.ts';
import { quoted, readPage } from '../../support/docs/page.ts';

const [withinMember, overMembers] = [
  ...readPage('docs/verdicts.md').matchAll(/the\s+first\s+of\s+([^.]*?)\s+that\s+there\s+is/g),
].map(([, order = '']) => quoted(order));

const text = rules[0]?.text;
if (text === undefined) throw new Error('There is no rule');
const cause: Cause = { reason: 'peer_cert_file_not_set', detail: '' };

/** Judges a view by what stands in place of its certificate. */
const rule: Rule = {
  text,
  isForClusters: true,
  checkListener: () => undefined,
  check: ({ settings: { peerCertFile } }) => ({
    failures: peerCertFile.known && peerCertFile.value === 'bad' ? [cause] : [],
    unknowns: peerCertFile.known ? [] : [cause],
  }),
};

const aloneListener: Listener = {
  url: 'https://192.0.2.1:2380',
  askedAt: assessedAt,
  exposesKeyspace: false,
  answer: { kind: 'plaintext', members: { count: 1, version: undefined } },
};

function viewOf(status: Status): MemberSource {
  const [view] = member('a').sources;
  if (view?.resolution.resolved !== true) throw new Error('The sample has no settings');
  const value = status === 'pass' ? 'good' : 'bad';
  const peerCertFile =
    status === 'unknown' ? { known: false as const, cause } : { known: true as const, value, origin: 'flag' as const };
  const settings = { ...view.resolution.settings, peerCertFile };
  return { ...view, resolution: { ...view.resolution, settings } };
}

/** A member with one finding for each status; what fails does not apply to one that is alone. */
function memberWith(id: string, own: readonly Status[]): Member {
  const listeners = own.includes('not_applicable') ? [aloneListener] : [];
  return { ...member(id), sources: own.map(viewOf), listeners };
}

function verdictOf(members: readonly Member[]): Status {
  const policy = { singleMember: 'auto', noEtcd: 'unknown' } as const;
  return evaluateRule(rule, members, { sources: [], policy, at: assessedAt }).status;
}

const pairs = statuses.flatMap((a, index) => statuses.slice(index + 1).map((b) => [a, b] as const));
// A member is alone or it is not: none both fails and is excused.
const ownPairs = pairs.filter((pair) => !(pair.includes('fail') && pair.includes('not_applicable')));

describe('docs/verdicts.md', () => {
  it('orders all statuses, twice', () => {
    expect(withinMember?.toSorted()).toEqual(statuses.toSorted());
    expect(overMembers?.toSorted()).toEqual(statuses.toSorted());
  });

  it.each(ownPairs)('says what %s and %s of one member become', (a, b) => {
    const wanted = withinMember?.find((status) => status === a || status === b);
    expect(verdictOf([memberWith('a', [a, b])])).toBe(wanted);
  });

  it.each(pairs)('says what a member that is %s and one that is %s become', (a, b) => {
    const wanted = overMembers?.find((status) => status === a || status === b);
    expect(verdictOf([memberWith('a', [a]), memberWith('b', [b])])).toBe(wanted);
  });
});
