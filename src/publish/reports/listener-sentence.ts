// The answer of a peer listener as a sentence.

import type { Listener, MemberList } from '../../model/listener.ts';

export function listenerSentence({ url, answer }: Listener): string {
  switch (answer.kind) {
    case 'plaintext':
      return `${url} answers in plaintext${memberSentence(answer.members)}`;
    case 'tls': {
      const demand = answer.clientCertificateRequired
        ? 'demands a client certificate'
        : 'asks for no client certificate';
      const [certificate] = answer.certificates;
      const served =
        certificate === undefined
          ? ''
          : `; serves ${certificate.subject || 'a certificate'}, valid to ${certificate.notAfter.toISOString()}`;
      return `${url} answers with ${answer.protocol} and ${demand}${memberSentence(answer.members)}${served}`;
    }
    case 'no_answer':
      return `${url} does not answer: ${answer.detail}`;
    case 'not_probed':
    default:
      return `${url} was not asked: ${answer.detail}`;
  }
}

function memberSentence(members: MemberList | undefined): string {
  if (members === undefined) return '';
  if (members.count === undefined) return ', and lists one member to anyone, which it has yet to repeat';
  return `, and lists ${members.count} ${members.count === 1 ? 'member' : 'members'} to anyone`;
}
