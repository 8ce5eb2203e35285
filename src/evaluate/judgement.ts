// How a rule judges one member: the letter of the recommendation, and what etcd really does.

import type { EtcdSettings, Member, PeerSecurity, Resolution, Setting } from '../model/member.ts';
import type { Cause } from '../model/reason.ts';
import type { RuleText, Verdict } from '../model/report.ts';
import type { WireJudge } from './wire.ts';

/** What is wrong, and what could not be said; nothing of either is a pass. */
export type Judgement = { readonly failures: readonly Cause[]; readonly unknowns: readonly Cause[] };

export type Rule = {
  readonly text: RuleText;
  readonly judgeWire: WireJudge;
  /** What a search for texts looks for, all of it, to see whether the rule holds. */
  readonly textCheck: readonly string[];
  /** What deserves attention about a member without changing the verdict. */
  readonly notes: (member: Member, at: Date) => readonly Cause[];
  readonly judge: (settings: EtcdSettings, security: PeerSecurity) => Judgement;
};

/** A definite failure outweighs what could not be said; a pass needs every answer. */
export function judge(rule: Rule, resolution: Resolution): Verdict {
  if (!resolution.resolved) return { status: 'unknown', causes: [resolution.cause] };
  const { failures, unknowns } = rule.judge(resolution.settings, resolution.security);
  if (failures.length > 0) return { status: 'fail', causes: failures };
  const open = resolution.override === undefined ? unknowns : [...unknowns, resolution.override];
  return open.length > 0 ? { status: 'unknown', causes: distinct(open) } : { status: 'pass', causes: [] };
}

/** Causes without repetition, in order. */
export function distinct(causes: readonly Cause[]): readonly Cause[] {
  return [...new Map(causes.map((cause) => [`${cause.reason}\0${cause.detail}`, cause])).values()];
}

/** The causes for which settings are not known. */
export function unknownCauses(settings: readonly Setting<unknown>[]): readonly Cause[] {
  return settings.flatMap((setting) => (setting.known ? [] : [setting.cause]));
}

/** Peer listeners without TLS, as both rules need it. */
export function plaintextListeners(
  { listenPeerUrls }: EtcdSettings,
  { transport }: PeerSecurity,
): readonly Cause[] {
  if (transport === undefined || transport === 'tls' || !listenPeerUrls.known) return [];
  const plain = listenPeerUrls.value.filter(({ scheme }) => scheme !== 'https').map(({ text }) => text);
  const detail = `listen-peer-urls (${listenPeerUrls.origin}): ${plain.join(', ')} is served without TLS`;
  return [{ reason: transport === 'mixed' ? 'peer_listener_mixed' : 'peer_listener_plaintext', detail }];
}
