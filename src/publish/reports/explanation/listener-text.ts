// Sentences on the effect of listener settings, and on the answers of listeners.

import type { ConfigurationFacts, ListenerFacts, WireComparison } from '../../../model/explanation.ts';
import { type Member, runningSource } from '../../../model/member.ts';
import type { Side } from '../../../model/settings.ts';
import { listenerSentence } from '../listener-sentence.ts';
import { trusted, sentence, type Sentence } from './quoting.ts';

/** Explains the kind of listeners that a rule concerns; both kinds for a rule that concerns neither. */
export function listenerSentences(facts: ConfigurationFacts['listeners'], sides: readonly Side[]): readonly Sentence[] {
  if (facts === undefined) return [sentence`What etcd would do cannot be said.`];
  const explained = sides.length === 0 ? (['peer', 'client'] as const) : sides;
  return explained.flatMap((side) => sideSentences(facts[side], side));
}

const prefixes: Readonly<Record<Side, string>> = { peer: 'peer-', client: '' };

function sideSentences(facts: ListenerFacts, side: Side): readonly Sentence[] {
  const { listeners, autoTls } = facts;
  const each = listeners?.map((listener) => transportSentence(listener, facts)) ?? [
    sentence`Its ${trusted(side)} listeners are not known.`,
  ];
  const flag = trusted(`${prefixes[side]}auto-tls`);
  return [
    ...each,
    ...(autoTls === 'switched_off_by_certificate'
      ? [sentence`${flag} is true and has no effect, because a certificate or a key is given.`]
      : []),
    ...(autoTls === 'in_effect' && listeners?.some(({ isTls }) => isTls) === true
      ? [sentence`Its certificate is one that etcd signs itself (${flag}), and that no ${trusted(side)} can verify.`]
      : []),
    demandSentence(facts, prefixes[side]),
  ];
}

type ListenerTransport = NonNullable<ListenerFacts['listeners']>[number];

function transportSentence({ url, isTls }: ListenerTransport, { hasCertificate }: ListenerFacts): Sentence {
  if (isTls) return sentence`${url.text} is TLS, because its scheme is ${trusted(url.scheme)}.`;
  if (url.scheme === 'unixs') return sentence`${url.text} counts as plaintext: unixs is TLS on etcd 3.4 alone.`;
  const rest = hasCertificate ? '; the certificate and the key change nothing' : '';
  return sentence`${url.text} is plaintext, because its scheme is ${trusted(url.scheme)} and only the scheme decides${trusted(rest)}.`;
}

/** Sentences on each demand, with the names of the peer flags. */
const demands: Readonly<Record<ListenerFacts['demand'], string>> = {
  by_client_cert_auth: 'A client certificate is demanded, because peer-client-cert-auth is true.',
  by_trusted_ca:
    'A client certificate is demanded, because peer-trusted-ca-file is set: to etcd that alone is a demand, whatever peer-client-cert-auth says.',
  by_both:
    'A client certificate is demanded, because peer-client-cert-auth is true; peer-trusted-ca-file alone would be enough.',
  not_asked:
    'No client certificate is asked for: peer-client-cert-auth is not true, and no peer-trusted-ca-file is set.',
  dropped_by_auto_tls:
    'No client certificate is asked for: without a certificate and a key peer-auto-tls takes effect, and drops peer-client-cert-auth and peer-trusted-ca-file.',
  unknown: 'Whether a client certificate is demanded cannot be said.',
};

function demandSentence({ listeners, demand }: ListenerFacts, prefix: string): Sentence {
  const demanded = trusted(demands[demand].replaceAll(/peer-(?=client-cert-auth|trusted-ca-file|auto-tls)/g, prefix));
  if (listeners === undefined || listeners.every(({ isTls }) => isTls)) return demanded;
  if (!listeners.some(({ isTls }) => isTls)) return sentence`In plaintext no client certificate can be asked for.`;
  return sentence`In plaintext no client certificate can be asked for. On TLS: ${demanded}`;
}

const agreements: Readonly<Record<WireComparison['agreement'], string>> = {
  agrees: ', as configured',
  contradicts: ', which contradicts the configuration',
  no_evidence: '; that proves nothing',
  not_known: '; what is configured there is not known',
};

export function wireSentences(
  member: Member,
  wire: readonly WireComparison[],
  sides: readonly Side[],
): readonly Sentence[] {
  if (!sides.includes('peer')) return [sentence`Only peer listeners are asked, and this rule is not about them.`];
  if (member.listeners.length === 0) return [sentence`No listener was asked: ${trusted(whyNotAsked(member))}.`];
  return member.listeners.map((listener, index) => {
    const agreement = wire[index]?.agreement ?? 'not_known';
    return sentence`${listenerSentence(listener)}${trusted(agreements[agreement])}.`;
  });
}

function whyNotAsked(member: Member): string {
  const process = runningSource(member);
  if (process === undefined) return 'no process of this member was seen';
  const { resolution } = process;
  const isKnown = resolution.resolved && resolution.settings.listenPeerUrls.known;
  return isKnown ? 'asking is switched off' : "the process's listeners are not known";
}
