// Explanation of a rule's verdict: the facts of each member, the answers of its listeners, and the findings that decide.

import type {
  FindingRole,
  ListenerFacts,
  MemberExplanation,
  MemberFacts,
  RuleExplanation,
  WireComparison,
} from '../model/explanation.ts';
import type { Member } from '../model/member.ts';
import type { RuleResult } from '../model/report.ts';
import type { Side } from '../model/settings.ts';
import type { Finding, MemberVerdict, SourceState } from '../model/verdict.ts';
import type { Listener } from '../model/listener.ts';
import { mayDecide } from '../evaluate/verdicts.ts';
import type { Rule } from '../evaluate/rule.ts';
import { textCheck } from './text-check.ts';

export type Explained = {
  readonly members: readonly Member[];
  /** Facts in the order of the members. */
  readonly facts: readonly MemberFacts[];
  readonly sources: readonly SourceState[];
};

export function explainRule(rule: Rule, result: RuleResult, { members, facts, sources }: Explained): RuleExplanation {
  return {
    sides: sidesOf(rule),
    members: members.flatMap((member, index) => {
      const [memberFacts, verdict] = [facts[index], result.members[index]];
      if (memberFacts === undefined || verdict === undefined) return [];
      return [explainMember(rule, member, memberFacts, { findings: result.findings, verdict })];
    }),
    unreadSources: sources.filter(({ up }) => !up),
  };
}

function sidesOf({ text: { settings } }: Rule): readonly Side[] {
  const sides = { peer: 'listenPeerUrls', client: 'listenClientUrls' } as const;
  return (['peer', 'client'] as const).filter((side) => settings.includes(sides[side]));
}

type Judged = { readonly findings: readonly Finding[]; readonly verdict: MemberVerdict };

function explainMember(rule: Rule, member: Member, facts: MemberFacts, judged: Judged): MemberExplanation {
  const { verdict } = judged;
  const findings = judged.findings.filter((finding) => finding.member === member.id);
  // Findings of configurations come first, in their order.
  const checks = facts.configurations.map((configuration, index) => {
    const finding = findings[index];
    if (configuration === undefined || finding === undefined) return undefined;
    return textCheck({ rule: rule.text, facts: configuration, finding, findings, verdict });
  });
  return {
    member: member.id,
    facts,
    wire: member.listeners.map((listener) => compareListener(listener, runningPeers(member, facts))),
    textChecks: checks.filter((check) => check !== undefined),
    findings: findings.map((finding) => ({ finding, role: roleOf(finding, verdict) })),
    verdict,
  };
}

function roleOf(finding: Finding, { status }: MemberVerdict): FindingRole {
  if (!mayDecide(finding)) return 'cannot_carry';
  return finding.status === status ? 'decides' : 'outweighed';
}

/** Peer listeners as the running process is configured. */
function runningPeers({ sources }: Member, { configurations }: MemberFacts): ListenerFacts | undefined {
  const index = sources.findIndex(({ source }) => source === 'process');
  return configurations[index]?.listeners?.peer;
}

function compareListener({ url, answer }: Listener, peers: ListenerFacts | undefined): WireComparison {
  if (answer.kind === 'not_probed' || answer.kind === 'no_answer') return { url, agreement: 'no_evidence' };
  const configured = peers?.listeners?.find((listener) => listener.url.text === url);
  if (peers === undefined || configured === undefined) return { url, agreement: 'not_known' };
  if (configured.isTls !== (answer.kind === 'tls')) return { url, agreement: 'contradicts' };
  if (answer.kind === 'plaintext') return { url, agreement: 'agrees' };
  if (peers.demand === 'unknown') return { url, agreement: 'not_known' };
  const isDemanded = peers.demand.startsWith('by_');
  return { url, agreement: isDemanded === answer.clientCertificateRequired ? 'agrees' : 'contradicts' };
}
