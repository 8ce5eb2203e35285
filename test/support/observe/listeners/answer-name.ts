import type { WireAnswer } from '../../../../src/model/listener.ts';

export type AnswerName = WireAnswer['kind'] | 'tls, demands a certificate';

/** Names the kind of an answer, and the demand for a certificate. */
export function answerName(answer: WireAnswer): AnswerName {
  return answer.kind === 'tls' && answer.clientCertificateRequired ? 'tls, demands a certificate' : answer.kind;
}
