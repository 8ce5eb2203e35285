// How a rule judges one member: the letter of the recommendation, and what etcd really does.

import type { ListenerSecurity, ListenUrl, Member, Resolution, Resolved, Setting } from '../model/member.ts';
import type { Cause, Reason } from '../model/reason.ts';
import type { RuleText } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import type { WireJudge } from './listeners.ts';

/** What is wrong, and what could not be said; nothing of either is a pass. */
export type Judgement = { readonly failures: readonly Cause[]; readonly unknowns: readonly Cause[] };

export type Rule = {
  readonly text: RuleText;
  /** It is about members of one cluster: what would fail is not applicable to a single member. */
  readonly isForClusters: boolean;
  /** It compares who vouches for clients: the authority files have to be read. */
  readonly readsCaFiles?: true;
  readonly judge: (resolved: Resolved) => Judgement;
  /** Only peer listeners are asked: a rule about clients has no such judge. */
  readonly judgeWire?: WireJudge;
  /** What deserves attention about a member without changing the verdict. */
  readonly notes?: (member: Member, at: Date) => readonly Cause[];
};

/** A definite failure outweighs what could not be said; a pass needs every answer. */
export function judge(rule: Rule, resolution: Resolution): Verdict {
  if (!resolution.resolved) return { status: 'unknown', causes: [resolution.cause] };
  const { failures, unknowns } = rule.judge(resolution);
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

/** A text that has to be set and is certainly not. */
export function notSet(setting: Setting<string>, reason: Reason, flag: string): readonly Cause[] {
  if (!setting.known || setting.value !== '') return [];
  const now = setting.origin === 'default' ? 'not given' : `empty (${setting.origin})`;
  return [{ reason, detail: `${flag} is ${now}` }];
}

/** client-cert-auth or peer-client-cert-auth has to be true and certainly is not. */
export function notAuthenticated(
  setting: Setting<boolean>,
  { clientCertificateRequired }: ListenerSecurity,
  reasons: Readonly<Record<'notSet' | 'isFalse' | 'byTrustedCaOnly', Reason>>,
  prefix: 'peer-' | '',
): readonly Cause[] {
  if (!setting.known || setting.value) return [];
  const { origin } = setting;
  const failure: Cause =
    origin === 'default'
      ? { reason: reasons.notSet, detail: `${prefix}client-cert-auth is not given` }
      : { reason: reasons.isFalse, detail: `${prefix}client-cert-auth is false (${origin})` };
  if (clientCertificateRequired !== true) return [failure];
  const detail = `${prefix}trusted-ca-file alone makes etcd demand a client certificate`;
  return [failure, { reason: reasons.byTrustedCaOnly, detail }];
}

/** auto-tls or peer-auto-tls takes effect on a listener. */
export function autoTlsInEffect(
  { autoTls, transport }: ListenerSecurity,
  reason: Reason,
  flag: string,
): readonly Cause[] {
  if (autoTls !== true || transport === 'plaintext') return [];
  return [{ reason, detail: `${flag} is true and no certificate is given` }];
}

/** auto-tls or peer-auto-tls, which a certificate makes etcd ignore. */
export function enabledAutoTls(
  setting: Setting<boolean>,
  { autoTls }: ListenerSecurity,
  reason: Reason,
  flag: string,
): readonly Cause[] {
  if (!setting.known || !setting.value) return [];
  const ignored = autoTls === false ? '; etcd ignores it while a certificate is given' : '';
  return [{ reason, detail: `${flag} is true (${setting.origin})${ignored}` }];
}

/** Peer listeners without TLS, as both rules of the default verdict need it. */
export function plaintextPeerListeners({ settings, security }: Resolved): readonly Cause[] {
  const { listenPeerUrls } = settings;
  const { transport } = security;
  if (transport === undefined || transport === 'tls' || !listenPeerUrls.known) return [];
  const plain = listenPeerUrls.value.filter(({ scheme }) => scheme !== 'https');
  const reason = transport === 'mixed' ? 'peer_listener_mixed' : 'peer_listener_plaintext';
  return [{ reason, detail: servedInPlaintext('listen-peer-urls', listenPeerUrls.origin, plain) }];
}

/** Client listeners without TLS; one that is known to be is enough, whatever another list holds. */
export function plaintextClientListeners({ settings, clientSecurity }: Resolved): readonly Cause[] {
  const reason = clientSecurity.transport === 'mixed' ? 'client_listener_mixed' : 'client_listener_plaintext';
  const lists = [
    ['listen-client-urls', settings.listenClientUrls],
    ['listen-client-http-urls', settings.listenClientHttpUrls],
  ] as const;
  return lists.flatMap(([flag, list]) => {
    const plain = list.known ? list.value.filter(({ scheme }) => scheme === 'http' || scheme === 'unix') : [];
    if (!list.known || plain.length === 0) return [];
    return [{ reason, detail: servedInPlaintext(flag, list.origin, plain) }];
  });
}

function servedInPlaintext(flag: string, origin: string, urls: readonly ListenUrl[]): string {
  return `${flag} (${origin}): ${urls.map(({ text }) => text).join(', ')} is served without TLS`;
}
