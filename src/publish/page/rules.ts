// One rule: its status, why, what to change, what each source says of each member, and the recommendation's text.

import type { Report, RuleResult } from '../../model/report.ts';
import type { Publication } from '../../model/publication.ts';
import { memberAnchor } from './members.ts';
import { type Html, html } from './html.ts';
import { reasonList } from './reasons.ts';
import { remediationBlock } from './remediation.ts';
import { badge, code, duration, sourceWords, time } from './words.ts';

/** So many rows stand open below a rule that needs attention; those of a rule that passes are folded, "What was found" has the evidence. */
const manyFindings = 12;

export function ruleBlock(result: RuleResult, { report, statusSince }: Publication, now: Date): Html {
  const { rule, status, causes, notes } = result;
  const since = statusSince(rule.id);
  return html`<article
    class="card rule ${status}"
    id="rule-${rule.control}"
    aria-labelledby="title-${rule.control}"
  >
    <header>
      <h2 id="title-${rule.control}"><span class="control">${rule.control} </span>${rule.title}</h2>
      <p>
        ${badge(status)}
        <span class="since">since ${time(since)}, ${duration(now.getTime() - since.getTime())}</span>
      </p>
    </header>
    ${reasonList(causes)}
    ${
      notes.length === 0
        ? undefined
        : html`<h3>Beside the verdict</h3>
            ${reasonList(notes)}`
    }
    ${remediationBlock(result)} ${findingTable(result, report)} ${ruleText(result)}
  </article>`;
}

function findingTable(
  { rule, status: verdict, findings, members, causes: said }: RuleResult,
  report: Report,
): Html | undefined {
  if (findings.length === 0) return undefined;
  const told = new Set(said.map(({ reason }) => reason));
  const hasReasons = findings.some(({ causes }) => causes.length > 0);
  const rows = findings.map(({ member, source, location, status, causes }) => {
    const counts = members.find((one) => one.member === member)?.counts !== false;
    const untold = causes.filter(({ reason }) => !told.has(reason));
    const slugs = [...new Set(causes.map(({ reason }) => reason))].filter((reason) => told.has(reason));
    return html`<tr${counts ? undefined : html` class="aside"`}><th scope="row"><a href="#${memberAnchor(member, report)}"><bdi>${member}</bdi></a>${counts ? undefined : html`<br /><span class="soft">does not count</span>`}</th>
<td>${sourceWords[source]}<br>${code(location)}</td><td>${badge(status)}</td>
${hasReasons ? html`<td>${slugs.map((slug) => html`<code class="slug">${slug}</code> `)}${reasonList(untold)}</td>` : undefined}</tr>`;
  });
  const open = verdict !== 'pass' && findings.length <= manyFindings ? html` open` : undefined;
  return html`<details${open}><summary>Findings by member and source (${findings.length})</summary>
<div class="scroll" tabindex="0" role="group" aria-label="Findings for ${rule.control}"><table class="findings">
<thead><tr><th scope="col">Member</th><th scope="col">Source</th><th scope="col">Finding</th>${hasReasons ? html`<th scope="col">Reasons</th>` : undefined}</tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

function ruleText({ rule }: RuleResult): Html {
  const controls = rule.cisControls.map(
    ({ version, id, title }) => `CIS Controls ${version} ${id}: ${title}`,
  );
  const parts = [
    ['Description', rule.description],
    ['Rationale', rule.rationale],
    ['Audit', rule.audit],
    ['Remediation', rule.remediation],
    ['Impact', rule.impact],
    ['Default', rule.defaultValue],
    ['References', [...rule.references, ...controls].join('; ')],
  ] as const;
  return html`<details>
    <summary>The rule: what ${rule.control} asks for, and why</summary>
    <dl class="text">
      ${parts.map(
        ([name, text]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
    </dl>
  </details>`;
}
