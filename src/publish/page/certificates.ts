// What peer listeners answered, and the certificates that they serve.

import type { Member } from '../../model/member.ts';
import type { Listener, PeerCertificate, WireAnswer } from '../../model/listener.ts';
import { type Html, html } from './html.ts';
import { code, day, duration, time } from './words.ts';

const dayLength = 86_400_000;

/** When the first of the listeners' own certificates runs out. */
export function soonestExpiry(members: readonly Member[]): Date | undefined {
  const own = members.flatMap(({ listeners }) => listeners.flatMap(({ answer }) => chain(answer)[0] ?? []));
  return own.map(({ notAfter }) => notAfter).toSorted((a, b) => a.getTime() - b.getTime())[0];
}

export function daysLeft(notAfter: Date, now: Date): Html {
  const left = notAfter.getTime() - now.getTime();
  if (left <= 0) return html`<strong class="bad">expired ${duration(-left)} ago</strong>`;
  const years = Math.floor(left / (365 * dayLength));
  const words = `${years > 1 ? `${years} years` : duration(left)} left`;
  return left <= 30 * dayLength
    ? html`<strong class="bad">${words}</strong>`
    : html`<span class="left">${words}</span>`;
}

function chain(answer: WireAnswer): readonly PeerCertificate[] {
  return answer.kind === 'tls' ? answer.certificates : [];
}

export function listenerBlocks(member: Member, now: Date): Html | undefined {
  if (member.listeners.length === 0) return undefined;
  return html`<h4>Peer listeners</h4>
    ${member.listeners.map((listener) => listenerBlock(listener, now))}`;
}

function listenerBlock(listener: Listener, now: Date): Html {
  const { url, answer, askedAt, exposesKeyspace } = listener;
  const asked =
    askedAt === undefined
      ? html`not asked yet`
      : html`asked ${time(askedAt)}, ${duration(now.getTime() - askedAt.getTime())} ago`;
  return html`<div class="listener">
    <p>${code(url)} ${answerWords(answer)} <span class="soft">${asked}</span></p>
    ${exposesKeyspace === true ? html`<p><strong class="bad">It serves every key of this etcd to anyone who reaches it.</strong></p>` : undefined}
    ${certificateTable(url, chain(answer), now)}
  </div>`;
}

function answerWords(answer: WireAnswer): Html {
  switch (answer.kind) {
    case 'plaintext':
      return html`<strong class="bad">answers in plaintext</strong>${memberWords(answer)}`;
    case 'tls':
      return answer.clientCertificateRequired
        ? html`<strong>${answer.protocol}, demands a client certificate</strong>${memberWords(answer)}`
        : html`<strong class="bad">${answer.protocol}, asks for no client certificate</strong
            >${memberWords(answer)}`;
    case 'no_answer':
      return html`<strong class="bad">does not answer:</strong> ${answer.detail}`;
    case 'not_probed':
    default:
      return html`was not asked: ${answer.detail}`;
  }
}

function memberWords({ members }: Extract<WireAnswer, { readonly members: unknown }>): string {
  if (members?.count === undefined) return '';
  return `, and lists ${members.count} ${members.count === 1 ? 'member' : 'members'} to anyone`;
}

function certificateTable(url: string, served: readonly PeerCertificate[], now: Date): Html | undefined {
  if (served.length === 0) return undefined;
  const heads = ['Subject', 'Issuer', 'Names', 'Valid from', 'Valid to', 'Key'];
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Certificates of ${url}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${served.map((certificate) => certificateRow(certificate, now))}
      </tbody>
    </table>
  </div>`;
}

function certificateRow(certificate: PeerCertificate, now: Date): Html {
  const { subject, issuer, names, notBefore, notAfter, keyType, rsaBits, signatureAlgorithm } = certificate;
  const early = notBefore > now ? html`<br /><strong class="bad">not valid yet</strong>` : undefined;
  return html`<tr>
    <th scope="row">${code(subject || '(empty)')}</th>
    <td>${code(issuer || '(empty)')}</td>
    <td>${names.length === 0 ? 'none' : code(names.join(', '))}</td>
    <td>${day(notBefore)}${early}</td>
    <td>${day(notAfter)}<br />${daysLeft(notAfter, now)}</td>
    <td>
      ${keyType}${rsaBits === undefined ? '' : ` ${rsaBits}`}<br /><span class="soft"
        >${signatureAlgorithm}</span
      >
    </td>
  </tr>`;
}
