// The finding of source `wire`: the answers of a member's peer listeners.

import type { Listener } from '../model/listener.ts';
import type { Member } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { Finding, Verdict } from '../model/verdict.ts';

/** A rule's check of one probed listener; `undefined`: it does as the rule wants, or gave no answer. */
export type ListenerCheck = (listener: Listener) => Cause | undefined;

/** The wire can fail a rule, never carry it; `undefined`: no listener was probed. */
export function wireFinding(check: ListenerCheck, member: Member): Finding | undefined {
  const probed = probedListeners(member.listeners);
  if (probed.length === 0) return undefined;
  const location = probed.map(({ url }) => url).join(', ');
  return { member: member.id, source: 'wire', location, ...wireVerdict(check, probed) };
}

function wireVerdict(check: ListenerCheck, probed: readonly Listener[]): Verdict {
  const failures = probed.flatMap((listener) => check(listener) ?? []);
  if (failures.length > 0) return { status: 'fail', causes: failures };
  const unanswered = unansweredCauses(probed);
  return unanswered.length > 0 ? { status: 'unknown', causes: unanswered } : { status: 'pass', causes: [] };
}

/** Listeners that could be probed from here, whether they answered or not. */
export function probedListeners(listeners: readonly Listener[]): readonly Listener[] {
  return listeners.filter(({ answer }) => answer.kind !== 'not_probed');
}

/** Causes for which probed listeners are no evidence. */
export function unansweredCauses(probed: readonly Listener[]): readonly Cause[] {
  return probed.flatMap(({ url, answer }): readonly Cause[] =>
    answer.kind === 'no_answer' ? [{ reason: 'wire_no_answer', detail: `${url}: ${answer.detail}` }] : [],
  );
}

/** The check of rule 2.4: TLS. */
export function plaintextAnswer({ url, answer }: Listener): Cause | undefined {
  return answer.kind === 'plaintext' ? { reason: 'wire_plaintext', detail: `${url} answered in plaintext` } : undefined;
}

/** The check of rule 2.5: TLS that demands a client certificate. */
export function noCertificateDemand(listener: Listener): Cause | undefined {
  const { url, answer } = listener;
  if (answer.kind !== 'tls' || answer.clientCertificateRequired) return plaintextAnswer(listener);
  return {
    reason: 'wire_no_client_certificate',
    detail: `${url} asked for no client certificate (${answer.protocol})`,
  };
}
