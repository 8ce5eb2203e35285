import type { WireAnswer } from '../../../../src/model/listener.ts';

export type Said = WireAnswer['kind'] | 'tls, demands a certificate';

/** An answer in a word. */
export function said(answer: WireAnswer): Said {
  return answer.kind === 'tls' && answer.clientCertificateRequired
    ? 'tls, demands a certificate'
    : answer.kind;
}
