// What the peer listeners themselves say about a member.

import type { Member } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { Finding, Verdict } from '../model/verdict.ts';
import type { Listener, WireAnswer } from '../model/listener.ts';

/** What a rule makes of one listener that answered; `undefined`: the listener does what the rule wants. */
export type WireJudge = (listener: Listener) => Cause | undefined;

/** The finding of source `wire`; `undefined` when no listener was asked. It can fail a rule, never carry one. */
export function wireFinding(judge: WireJudge, member: Member): Finding | undefined {
  const asked = askedListeners(member.listeners);
  if (asked.length === 0) return undefined;
  const location = asked.map(({ url }) => url).join(', ');
  return { member: member.id, source: 'wire', location, ...wireVerdict(judge, asked) };
}

function wireVerdict(judge: WireJudge, asked: readonly Listener[]): Verdict {
  const contradictions = asked.filter(answered).flatMap((listener) => judge(listener) ?? []);
  if (contradictions.length > 0) return { status: 'fail', causes: contradictions };
  const silent = silentCauses(asked);
  return silent.length > 0 ? { status: 'unknown', causes: silent } : { status: 'pass', causes: [] };
}

/** The listeners that could be asked from here, whether they answered or not. */
export function askedListeners(listeners: readonly Listener[]): readonly Listener[] {
  return listeners.filter(({ answer }) => answer.kind !== 'not_probed');
}

/** Why some of the listeners that were asked tell nothing. */
export function silentCauses(asked: readonly Listener[]): readonly Cause[] {
  return asked.flatMap(({ url, answer }): readonly Cause[] =>
    answer.kind === 'no_answer' ? [{ reason: 'wire_no_answer', detail: `${url}: ${answer.detail}` }] : [],
  );
}

function answered({ answer }: Listener): boolean {
  return answer.kind === 'plaintext' || answer.kind === 'tls';
}

/** As rule 2.4 wants it: TLS. */
export function wirePlaintext({ url, answer }: Listener): Cause | undefined {
  return answer.kind === 'plaintext'
    ? { reason: 'wire_plaintext', detail: `${url} answered in plaintext` }
    : undefined;
}

/** As rule 2.5 wants it: TLS that demands a client certificate. */
export function wireWithoutClientCertificate(listener: Listener): Cause | undefined {
  const { url, answer } = listener;
  if (answer.kind !== 'tls' || answer.clientCertificateRequired) return wirePlaintext(listener);
  return {
    reason: 'wire_no_client_certificate',
    detail: `${url} asked for no client certificate (${answer.protocol})`,
  };
}

/** Whether the live member list names one single member; `undefined` when no listener gave the list. */
export function isSingleMember({ listeners }: Member): boolean | undefined {
  const counts = listeners.flatMap(({ answer }) => memberCount(answer) ?? []);
  return counts.length === 0 ? undefined : counts.every((count) => count === 1);
}

function memberCount(answer: WireAnswer): number | undefined {
  return answer.kind === 'plaintext' || answer.kind === 'tls' ? answer.members?.count : undefined;
}

/** Peer listeners that serve the key space to whoever reaches them. */
export function exposureNotes({ listeners }: Member): readonly Cause[] {
  return listeners
    .filter(({ exposesKeyspace }) => exposesKeyspace === true)
    .map(({ url, answer }) => {
      const version = answer.kind === 'plaintext' ? answer.members?.version : undefined;
      return { reason: 'keyspace_exposed', detail: `${url} is plaintext and belongs to etcd ${version}` };
    });
}
