// What was found: each member's settings as every source shows them, side by side.

import type { ListenerSecurity, Member, MemberSource, Resolved } from '../../model/member.ts';
import type { SettingName } from '../../model/settings.ts';
import { reasonSentences } from '../../model/reason.ts';
import type { Report } from '../../model/report.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';
import { listenerBlocks } from './certificates.ts';
import { type Html, html } from './html.ts';
import { code, sourceWords } from './words.ts';
import { effectRowNames, type WireCell, wireCells } from './wire-cells.ts';

/** A name may hold anything, so a member's anchor is its place. */
export function memberAnchor(id: string, { members }: Pick<Report, 'members'>): string {
  return `member-${members.findIndex((member) => member.id === id) + 1}`;
}

export function memberBlock(member: Member, report: Report, now: Date): Html {
  const anchor = memberAnchor(member.id, report);
  const aside = member.countsForKubernetes
    ? undefined
    : html`<p class="aside-note">Does not count: the node’s kube-apiserver uses another etcd.</p>`;
  return html`<article class="card member" id="${anchor}" aria-labelledby="${anchor}-name">
    <h3 id="${anchor}-name">Member <bdi>${member.id}</bdi></h3>
    ${aside}
    <p>${driftWords(member)}</p>
    <div class="scroll" tabindex="0" role="group" aria-label="Settings of ${member.id}">
      ${evidenceTable(member, settingsOf(report))}
    </div>
    ${listenerBlocks(member, now) ?? html`<p class="soft">None of its peer listeners was asked.</p>`}
  </article>`;
}

function driftWords({ drift, sources }: Member): Html | string {
  if (drift === undefined)
    return sources.length > 1
      ? 'Its sources cannot be compared.'
      : 'One source shows it: there is nothing to compare.';
  if (drift.length === 0) return 'Manifest and process agree.';
  const [refused] = drift.filter(({ setting }) => setting === undefined);
  if (refused !== undefined)
    return html`<strong class="bad"
      >etcd would refuse what the manifest declares, and runs with something else.</strong
    >`;
  const words = drift.length === 1 ? '1 setting' : `${drift.length} settings`;
  return html`<strong class="bad">Manifest and process differ in ${words}.</strong>`;
}

type Row = { readonly name: string; readonly cells: readonly Cell[]; readonly differs: boolean };
type Cell = { readonly view: MemberSource; readonly content: Html };

/** Whatever a rule of the report looks at. */
function settingsOf({ rules }: Report): readonly SettingName[] {
  return [...new Set(rules.flatMap(({ rule }) => rule.settings))];
}

function evidenceTable(member: Member, settings: readonly SettingName[]): Html {
  const { sources, listeners } = member;
  const wire = listeners.length === 0 ? undefined : wireCells(member);
  const rows = [...settingRows(member, settings), ...effectRows(member, settings)];
  return html`<table class="evidence">
    <thead>
      <tr>
        <th scope="col">Setting</th>
        ${sources.map(columnHead)}${wire === undefined ? undefined : html`<th scope="col">Wire<br /><span class="soft">what listeners answer</span></th>`}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row, index) => tableRow(row, index, rows.length, wire))}
    </tbody>
  </table>`;
}

function columnHead({ source, location }: MemberSource): Html {
  return html`<th scope="col">${sourceWords[source]}<br />${code(location)}</th>`;
}

function tableRow({ name, cells, differs }: Row, index: number, count: number, wire: Wire | undefined): Html {
  const mark = differs ? html` <span class="mark">≠ differs</span>` : undefined;
  const kind = differs
    ? html` class="differs"`
    : name === effectRowNames.transport
      ? html` class="effect"`
      : undefined;
  return html`<tr${kind}><th scope="row">${name}${mark}</th>
${cells.map((cell) => dataCell(cell, index, count))}${wire === undefined ? undefined : wireData(wire[name])}</tr>`;
}

type Wire = Readonly<Record<string, WireCell>>;

/** A configuration that could not be read has one cell for all of its rows. */
function dataCell({ view: { resolution }, content }: Cell, index: number, count: number): Html | undefined {
  if (resolution.resolved) return html`<td>${content}</td>`;
  const { reason, detail } = resolution.cause;
  return index > 0
    ? undefined
    : html`<td rowspan="${count}" class="unread">
        <strong>Not known.</strong> ${reasonSentences[reason]}<br />${code(detail)}
      </td>`;
}

function wireData(cell: WireCell | undefined): Html {
  if (cell === undefined) return html`<td class="soft">–</td>`;
  const mark = cell.contradicts ? html` <span class="mark">≠ contradicts</span>` : undefined;
  return html`<td${cell.contradicts ? html` class="contradicts"` : undefined}>${cell.content}${mark}</td>`;
}

function settingRows({ sources, drift }: Member, settings: readonly SettingName[]): readonly Row[] {
  return settings.map((key) => ({
    name: settingLabel(key),
    differs: drift?.some(({ setting }) => setting === key) === true,
    cells: sources.map((view) => {
      const { resolution } = view;
      return {
        view,
        content: resolution.resolved ? shown(settingEvidence(resolution.settings, key)) : html``,
      };
    }),
  }));
}

function shown({ value, origin }: ReturnType<typeof settingEvidence>): Html {
  if (value === null) return html`<em>not known</em>`;
  const text = value === '' ? html`<em>empty</em>` : code(String(value));
  if (origin === 'default')
    return html`${value === '' ? html`<em>not set</em>` : text} <span class="soft">default</span>`;
  return html`${text} <span class="soft">${origin.replace('_', ' ')}</span>`;
}

type Effect = readonly [name: string, words: (resolution: Resolved) => string];

const peerEffects: readonly Effect[] = [
  [effectRowNames.transport, ({ security }) => transportWords(security)],
  [effectRowNames.demand, ({ security }) => demandWords(security)],
];
const clientEffects: readonly Effect[] = [
  [effectRowNames.clientTransport, ({ clientSecurity }) => transportWords(clientSecurity)],
  [effectRowNames.clientDemand, ({ clientSecurity }) => demandWords(clientSecurity)],
];

function transportWords({ transport }: ListenerSecurity): string {
  return transport ?? 'cannot be said';
}

function demandWords({ clientCertificateRequired }: ListenerSecurity): string {
  if (clientCertificateRequired === undefined) return 'cannot be said';
  return clientCertificateRequired ? 'demanded' : 'not demanded';
}

function effectRows({ sources }: Member, settings: readonly SettingName[]): readonly Row[] {
  const ofClients = settings.includes('listenClientUrls') ? clientEffects : [];
  return [...peerEffects, ...ofClients].map(([name, words]) => ({
    name,
    differs: false,
    cells: sources.map((view) => {
      const { resolution } = view;
      return { view, content: resolution.resolved ? html`${words(resolution)}` : html`` };
    }),
  }));
}
