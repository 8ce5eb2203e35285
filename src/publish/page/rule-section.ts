// The section of a rule: status, reasons, remediation, findings and the text of the recommendation.

import type { Publication, Edit, Report, RuleResult } from '../../model/report.ts';
import { type Reason, reasonsOf } from '../../model/reason.ts';
import type { Finding } from '../../model/verdict.ts';
import { badge, code, definition, reasonList, scrollBox, since, sourceName, tableHead } from './elements.ts';
import { type Html, html } from './html.ts';
import { memberAnchor } from './member-section.ts';

/** Number of findings above which they are folded, like the findings of a passing rule. */
const maxUnfoldedFindings = 12;

export function ruleSection(result: RuleResult, { report, statusSince }: Publication, now: Date): Html {
  const { rule, status, causes, notes } = result;
  return html`<article class="card rule ${status}" id="rule-${rule.control}" aria-labelledby="title-${rule.control}">
    <header>
      <h2 id="title-${rule.control}"><span class="control">${rule.control} </span>${rule.title}</h2>
      <p>${badge(status)} ${since(statusSince(rule.id), now)}</p>
    </header>
    ${reasonList(causes)}
    ${
      notes.length === 0
        ? undefined
        : html`<h3>Beside the verdict</h3>
            ${reasonList(notes)}`
    }
    ${remediation(result)} ${findingTable(result, report)} ${ruleText(result)}
  </article>`;
}

function findingTable(result: RuleResult, report: Report): Html | undefined {
  const { rule, status, findings } = result;
  if (findings.length === 0) return undefined;
  const hasReasons = findings.some(({ causes }) => causes.length > 0);
  const open = status !== 'pass' && findings.length <= maxUnfoldedFindings ? html` open` : undefined;
  const heads = ['Member', 'Source', 'Finding', ...(hasReasons ? ['Reasons'] : [])];
  const rows = findings.map((finding) =>
    findingRow(finding, result, report, hasReasons ? reasonCell(finding, result) : undefined),
  );
  const table = html`<table class="findings">
    ${tableHead(heads)}
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  return html`<details${open}><summary>Findings by member and source (${findings.length})</summary>
${scrollBox(`Findings for ${rule.control}`, table)}</details>`;
}

function findingRow(
  { member, source, location, status }: Finding,
  { members }: RuleResult,
  report: Report,
  reasons: Html | undefined,
): Html {
  const counts = members.find((result) => result.member === member)?.counts !== false;
  return html`<tr${counts ? undefined : html` class="aside"`}><th scope="row"><a href="#${memberAnchor(member, report)}"><bdi>${member}</bdi></a>${counts ? undefined : html`<br /><span class="soft">does not count</span>`}</th>
<td>${sourceName(source)}<br>${code(location)}</td><td>${badge(status)}</td>
${reasons}</tr>`;
}

/** Names reasons that the verdict explains above, and spells out the others. */
function reasonCell({ causes }: Finding, verdict: RuleResult): Html {
  const explained = new Set<Reason>(reasonsOf(verdict.causes));
  const names = reasonsOf(causes).filter((reason) => explained.has(reason));
  const others = causes.filter(({ reason }) => !explained.has(reason));
  return html`<td>${names.map((name) => html`<code class="slug">${name}</code> `)}${reasonList(others)}</td>`;
}

function ruleText({ rule }: RuleResult): Html {
  const controls = rule.cisControls.map(({ version, id, title }) => `CIS Controls ${version} ${id}: ${title}`);
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
    <dl class="text">${parts.map(([name, text]) => definition(name, text))}</dl>
  </details>`;
}

/** Lists the steps for this node: each line to write beside the present line. */
function remediation({ remediation: steps, edits }: RuleResult): Html | undefined {
  if (steps.length === 0) return undefined;
  const others = steps.filter((step) => !edits.some((edit) => edit.step === step));
  const written = edits.filter((edit) => edit.source === 'manifest' || !isDeclared(edit, edits));
  const groups = Map.groupBy(written, ({ location, origin }) => `${origin}\0${location}`);
  return html`<h3>What to change on this node</h3>
    <ol class="todo">
      ${[...groups.values()].map(editGroup)}${restartItem(edits)}${others.map((step) => html`<li>${step}</li>`)}
    </ol>`;
}

/** Finds the same line in a manifest, from which a process takes it over: it is shown once. */
function isDeclared({ line }: Edit, edits: readonly Edit[]): boolean {
  return edits.some((other) => other.source === 'manifest' && other.line === line);
}

function restartItem(edits: readonly Edit[]): Html | undefined {
  const followers = edits.filter((edit) => edit.source === 'process' && isDeclared(edit, edits));
  const names = [...new Set(followers.map(({ location }) => location))];
  if (names.length === 0) return undefined;
  return html`<li>
    The same holds for what runs (${names.join(', ')}): it follows when the kubelet restarts it with the new manifest.
  </li>`;
}

const originTexts: Readonly<Record<Edit['origin'], string>> = {
  flag: 'on etcd’s command line',
  default: 'on etcd’s command line',
  environment: 'in etcd’s environment',
  config_file: 'in etcd’s configuration file',
};

function editGroup(edits: readonly Edit[]): Html {
  const [first] = edits;
  return html`<li>
    <p>In <code>${first?.location}</code>, ${originTexts[first?.origin ?? 'flag']}:</p>
    ${edits.map(editItem)}
  </li>`;
}

function editItem({ now, line }: Edit): Html {
  return html`<dl class="change">
    <div>
      <dt>Now</dt>
      <dd>${now === undefined ? html`<em>not set</em>` : html`<pre>${now}</pre>`}</dd>
    </div>
    <div class="wanted">
      <dt>Set</dt>
      <dd><pre>${line}</pre></dd>
    </div>
  </dl>`;
}
