// The summary of the node: the worst status, a line for each rule, and key facts.

import type { Member } from '../../model/member.ts';
import type { Publication, Report, RuleResult } from '../../model/report.ts';
import { type Status, worstFirst } from '../../model/verdict.ts';
import { badge, day, definition, icon, since, statusName, time, timeLeft } from './elements.ts';
import { type Html, html } from './html.ts';

export function worstStatus(report: Report | undefined): Status {
  return worstFirst.find((worst) => report?.rules.some(({ status }) => status === worst)) ?? 'unknown';
}

export function summary(publication: Publication, now: Date): Html {
  const { report } = publication;
  const status = worstStatus(report);
  return html`<section class="summary ${status}" aria-labelledby="verdict">
    <div class="verdict">
      ${icon(status)}
      <div>
        <h2 id="verdict">${statusName(status)}</h2>
        <p class="last-known">Last known, may be old</p>
        <p>${countSentence(report.rules)}</p>
      </div>
    </div>
    <dl class="facts">${facts(report, now)}</dl>
    <ul class="overview" aria-label="Verdict of each rule">
      ${report.rules.map((result) => ruleItem(result, publication, now))}
    </ul>
  </section>`;
}

const predicates: Readonly<Record<Status, readonly [singular: string, plural: string]>> = {
  fail: ['fails', 'fail'],
  unknown: ['cannot be decided', 'cannot be decided'],
  pass: ['passes', 'pass'],
  not_applicable: ['does not apply', 'do not apply'],
};

/** Counts the rules by status: "1 rule fails, 1 passes." */
function countSentence(rules: readonly RuleResult[]): string {
  const counts = worstFirst
    .map((status) => [status, rules.filter((rule) => rule.status === status).length] as const)
    .filter(([, count]) => count > 0);
  const clauses = counts.map(([status, count], index) => {
    const noun = index > 0 ? '' : count === 1 ? 'rule ' : 'rules ';
    return `${count} ${noun}${predicates[status][count === 1 ? 0 : 1]}`;
  });
  return `${clauses.join(', ')}.`;
}

function ruleItem({ rule, status }: RuleResult, { statusSince }: Publication, now: Date): Html {
  return html`<li data-said="${rule.control}: ${statusName(status)}">
    ${badge(status)}
    <a href="#rule-${rule.control}"><span class="control">${rule.control} </span>${rule.title}</a>
    ${since(statusSince(rule.id), now)}
  </li>`;
}

function facts(report: Report, now: Date): readonly Html[] {
  const expiry = soonestExpiry(report.members);
  const unread = report.sources.filter(({ up }) => !up).map(({ source }) => source);
  return [
    definition('Assessed', time(report.assessedAt)),
    definition('etcd members', memberCount(report.members)),
    definition('Sources', unread.length === 0 ? 'all read' : html`<strong>not read: ${unread.join(', ')}</strong>`),
    definition(
      'Next certificate to expire',
      expiry === undefined ? 'none seen' : html`${day(expiry)}, ${timeLeft(expiry, now)}`,
    ),
  ];
}

function memberCount(members: readonly Member[]): string {
  const others = members.filter(({ countsForKubernetes }) => !countsForKubernetes).length;
  return others === 0 ? String(members.length) : `${members.length}, of which ${others} not Kubernetes’`;
}

/** Finds the earliest expiry among the leaf certificates of the listeners. */
function soonestExpiry(members: readonly Member[]): Date | undefined {
  const answers = members.flatMap(({ listeners }) => listeners.map(({ answer }) => answer));
  const leaves = answers.flatMap((answer) => (answer.kind === 'tls' ? answer.certificates.slice(0, 1) : []));
  return leaves.map(({ notAfter }) => notAfter).toSorted((a, b) => a.getTime() - b.getTime())[0];
}
