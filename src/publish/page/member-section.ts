// The section of a member: drift, settings, peer listeners and their certificates.

import type { Listener, PeerCertificate, WireAnswer } from '../../model/listener.ts';
import type { Member } from '../../model/member.ts';
import type { Report } from '../../model/report.ts';
import { code, day, duration, scrollBox, tableHead, time, timeLeft } from './elements.ts';
import { type Html, html } from './html.ts';
import { settingsTable } from './settings-table.ts';

/** Makes the anchor of a member from its number, since its name may hold anything. */
export function memberAnchor(id: string, { members }: Pick<Report, 'members'>): string {
  return `member-${members.findIndex((member) => member.id === id) + 1}`;
}

export function memberSection(member: Member, report: Report, now: Date): Html {
  const anchor = memberAnchor(member.id, report);
  const settings = [...new Set(report.rules.flatMap(({ rule }) => rule.settings))];
  const aside = member.countsForKubernetes
    ? undefined
    : html`<p class="aside-note">Does not count: the node’s kube-apiserver uses another etcd.</p>`;
  return html`<article class="card member" id="${anchor}" aria-labelledby="${anchor}-name">
    <h3 id="${anchor}-name">Member <bdi>${member.id}</bdi></h3>
    ${aside}
    <p>${driftText(member)}</p>
    ${scrollBox(`Settings of ${member.id}`, settingsTable(member, settings))} ${listenerList(member, now)}
  </article>`;
}

function driftText({ drift, sources }: Member): Html | string {
  if (drift === undefined)
    return sources.length > 1 ? 'Its sources cannot be compared.' : 'One source shows it: there is nothing to compare.';
  if (drift.length === 0) return 'Manifest and process agree.';
  const isRefused = drift.some(({ setting }) => setting === undefined);
  const count = drift.length === 1 ? '1 setting' : `${drift.length} settings`;
  return html`<strong class="bad"
    >${isRefused ? 'etcd would refuse what the manifest declares, and runs with something else.' : `Manifest and process differ in ${count}.`}</strong
  >`;
}

function listenerList({ listeners }: Member, now: Date): Html {
  if (listeners.length === 0) return html`<p class="soft">None of its peer listeners was asked.</p>`;
  return html`<h4>Peer listeners</h4>
    ${listeners.map((listener) => listenerItem(listener, now))}`;
}

function listenerItem({ url, answer, askedAt, exposesKeyspace }: Listener, now: Date): Html {
  const asked =
    askedAt === undefined
      ? html`not asked yet`
      : html`asked ${time(askedAt)}, ${duration(now.getTime() - askedAt.getTime())} ago`;
  return html`<div class="listener">
    <p>${code(url)} ${answerText(answer)} <span class="soft">${asked}</span></p>
    ${exposesKeyspace === true ? html`<p><strong class="bad">It serves every key of this etcd to anyone who reaches it.</strong></p>` : undefined}
    ${answer.kind === 'tls' && answer.certificates.length > 0 ? scrollBox(`Certificates of ${url}`, certificateTable(answer.certificates, now)) : undefined}
  </div>`;
}

function answerText(answer: WireAnswer): Html {
  switch (answer.kind) {
    case 'plaintext':
      return html`<strong class="bad">answers in plaintext</strong>${memberCount(answer)}`;
    case 'tls':
      return answer.clientCertificateRequired
        ? html`<strong>${answer.protocol}, demands a client certificate</strong>${memberCount(answer)}`
        : html`<strong class="bad">${answer.protocol}, asks for no client certificate</strong>${memberCount(answer)}`;
    case 'no_answer':
      return html`<strong class="bad">does not answer:</strong> ${answer.detail}`;
    case 'not_probed':
    default:
      return html`was not asked: ${answer.detail}`;
  }
}

function memberCount({ members }: Extract<WireAnswer, { readonly members: unknown }>): string {
  if (members?.count === undefined) return '';
  return `, and lists ${members.count} ${members.count === 1 ? 'member' : 'members'} to anyone`;
}

function certificateTable(certificates: readonly PeerCertificate[], now: Date): Html {
  return html`<table>
    ${tableHead(['Subject', 'Issuer', 'Names', 'Valid from', 'Valid to', 'Key'])}
    <tbody>
      ${certificates.map((certificate) => certificateRow(certificate, now))}
    </tbody>
  </table>`;
}

function certificateRow(certificate: PeerCertificate, now: Date): Html {
  const { subject, issuer, names, notBefore, notAfter, keyType, rsaBits, signatureAlgorithm } = certificate;
  const notYetValid = notBefore > now ? html`<br /><strong class="bad">not valid yet</strong>` : undefined;
  return html`<tr>
    <th scope="row">${code(subject || '(empty)')}</th>
    <td>${code(issuer || '(empty)')}</td>
    <td>${names.length === 0 ? 'none' : code(names.join(', '))}</td>
    <td>${day(notBefore)}${notYetValid}</td>
    <td>${day(notAfter)}<br />${timeLeft(notAfter, now)}</td>
    <td>
      ${keyType}${rsaBits === undefined ? '' : ` ${rsaBits}`}<br /><span class="soft">${signatureAlgorithm}</span>
    </td>
  </tr>`;
}
