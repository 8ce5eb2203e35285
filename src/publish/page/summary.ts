// The node's verdict at a glance: the worst status, each rule in one line, and what else to know at once.

import type { Member } from '../../model/member.ts';
import { type Report, type RuleResult } from '../../model/report.ts';
import { type Status, worstFirst } from '../../model/verdict.ts';
import type { Publication } from '../../model/publication.ts';
import { daysLeft, soonestExpiry } from './certificates.ts';
import { type Html, html } from './html.ts';
import { badge, day, duration, sign, statusWords, time } from './words.ts';

export function worstStatus(report: Report | undefined): Status {
  return worstFirst.find((one) => report?.rules.some(({ status }) => status === one)) ?? 'unknown';
}

const predicates: Readonly<Record<Status, readonly [one: string, several: string]>> = {
  fail: ['fails', 'fail'],
  unknown: ['cannot be decided', 'cannot be decided'],
  pass: ['passes', 'pass'],
  not_applicable: ['does not apply', 'do not apply'],
};

/** Such as "1 rule fails, 1 passes." */
function sentence(rules: readonly RuleResult[]): string {
  const counts = worstFirst
    .map((status) => [status, rules.filter((rule) => rule.status === status).length] as const)
    .filter(([, count]) => count > 0);
  const clauses = counts.map(([status, count], index) => {
    const noun = index > 0 ? '' : count === 1 ? 'rule ' : 'rules ';
    return `${count} ${noun}${predicates[status][count === 1 ? 0 : 1]}`;
  });
  return `${clauses.join(', ')}.`;
}

export function summary(publication: Publication, now: Date): Html {
  const { report } = publication;
  const status = worstStatus(report);
  return html`<section class="summary ${status}" aria-labelledby="verdict">
    <div class="verdict">
      ${sign(status)}
      <div>
        <h2 id="verdict">${statusWords[status]}</h2>
        <p class="last-known">Last known, may be old</p>
        <p>${sentence(report.rules)}</p>
      </div>
    </div>
    <dl class="facts">${facts(report, now)}</dl>
    <ul class="overview" aria-label="Verdict of each rule">
      ${report.rules.map((rule) => line(rule, publication, now))}
    </ul>
  </section>`;
}

function line({ rule, status }: RuleResult, { statusSince }: Publication, now: Date): Html {
  const since = statusSince(rule.id);
  return html`<li data-said="${rule.control}: ${statusWords[status]}">
    ${badge(status)}
    <a href="#rule-${rule.control}"><span class="control">${rule.control} </span>${rule.title}</a>
    <span class="since">since ${time(since)}, ${duration(now.getTime() - since.getTime())}</span>
  </li>`;
}

function facts(report: Report, now: Date): readonly Html[] {
  const expiry = soonestExpiry(report.members);
  const unread = report.sources.filter(({ up }) => !up).map(({ source }) => source);
  return [
    fact('Assessed', time(report.assessedAt)),
    fact('etcd members', members(report.members)),
    fact('Sources', unread.length === 0 ? 'all read' : html`<strong>not read: ${unread.join(', ')}</strong>`),
    fact(
      'Next certificate to expire',
      expiry === undefined ? 'none seen' : html`${day(expiry)}, ${daysLeft(expiry, now)}`,
    ),
  ];
}

function fact(name: string, value: Html | string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function members(all: readonly Member[]): string {
  const others = all.filter(({ countsForKubernetes }) => !countsForKubernetes).length;
  return others === 0 ? String(all.length) : `${all.length}, of which ${others} not Kubernetes’`;
}
