// A member's settings and their effects, with a column for each source and another for its peer listeners.

import type { Listener } from '../../model/listener.ts';
import {
  type ListenerSecurity,
  type Member,
  type MemberSource,
  type Resolved,
  runningSource,
} from '../../model/member.ts';
import type { SettingName } from '../../model/settings.ts';
import { reasonSentences } from '../../model/reason.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';
import { code, sourceName, tableHead } from './elements.ts';
import { type Html, html } from './html.ts';

type Row = {
  readonly name: string;
  readonly differs: boolean;
  readonly content: (resolution: Resolved) => Html;
};

/** Names of the rows of effects, below the rows of settings. */
export const effectRowNames = {
  transport: 'in effect: transport',
  demand: 'in effect: client certificate',
  clientTransport: 'in effect: transport for clients',
  clientDemand: 'in effect: client certificate of clients',
} as const;

export function settingsTable(member: Member, settings: readonly SettingName[]): Html {
  const { sources, listeners } = member;
  const { transport, demand, clientTransport, clientDemand } = effectRowNames;
  const rows = [
    ...settings.map((setting) => settingRow(member, setting)),
    ...effectRows(transport, demand, ({ security }) => security),
    ...(settings.includes('listenClientUrls')
      ? effectRows(clientTransport, clientDemand, ({ clientSecurity }) => clientSecurity)
      : []),
  ];
  const wireHead = html`Wire<br /><span class="soft">what listeners answer</span>`;
  const sourceHeads = sources.map(({ source, location }) => html`${sourceName(source)}<br />${code(location)}`);
  return html`<table class="evidence">
    ${tableHead(['Setting', ...sourceHeads, ...(listeners.length === 0 ? [] : [wireHead])])}
    <tbody>
      ${rows.map((row, index) =>
        tableRow(
          row,
          sources.map((source) => dataCell(row, source, index, rows.length)),
          member,
        ),
      )}
    </tbody>
  </table>`;
}

function settingRow({ drift }: Member, setting: SettingName): Row {
  return {
    name: settingLabel(setting),
    differs: drift?.some((difference) => difference.setting === setting) === true,
    content: ({ settings }) => settingValue(settingEvidence(settings, setting)),
  };
}

function settingValue({ value, origin }: ReturnType<typeof settingEvidence>): Html {
  if (value === null) return html`<em>not known</em>`;
  const isUnset = value === '' && origin === 'default';
  const text = isUnset ? html`<em>not set</em>` : value === '' ? html`<em>empty</em>` : code(String(value));
  return html`${text} <span class="soft">${origin.replace('_', ' ')}</span>`;
}

function effectRows(
  transport: string,
  demand: string,
  securityOf: (resolution: Resolved) => ListenerSecurity,
): readonly Row[] {
  const row = (name: string, text: (security: ListenerSecurity) => string): Row => ({
    name,
    differs: false,
    content: (resolution) => html`${text(securityOf(resolution))}`,
  });
  return [
    row(transport, (security) => security.transport ?? 'cannot be said'),
    row(demand, ({ clientCertificateRequired }) => demandText(clientCertificateRequired)),
  ];
}

function demandText(isDemanded: boolean | undefined): string {
  return isDemanded === undefined ? 'cannot be said' : isDemanded ? 'demanded' : 'not demanded';
}

function tableRow({ name, differs }: Row, cells: readonly (Html | undefined)[], member: Member): Html {
  const mark = differs ? html` <span class="mark">≠ differs</span>` : undefined;
  const kind = differs ? html` class="differs"` : name === effectRowNames.transport ? html` class="effect"` : undefined;
  return html`<tr${kind}><th scope="row">${name}${mark}</th>
${cells}${member.listeners.length === 0 ? undefined : wireCell(name, member)}</tr>`;
}

/** Shows a configuration that could not be read as a single cell over all rows. */
function dataCell(row: Row, { resolution }: MemberSource, index: number, count: number): Html | undefined {
  if (resolution.resolved) return html`<td>${row.content(resolution)}</td>`;
  const { reason, detail } = resolution.cause;
  return index > 0
    ? undefined
    : html`<td rowspan="${count}" class="unread">
        <strong>Not known.</strong> ${reasonSentences[reason]}<br />${code(detail)}
      </td>`;
}

type WireValue = { readonly text: string; readonly contradicts: boolean };

/** Returns the value that a listener shows for a row, and its contradiction to the configuration. */
function wireValue(
  row: string,
  { answer, url }: Listener,
  running: ListenerSecurity | undefined,
): WireValue | undefined {
  if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return undefined;
  if (row === effectRowNames.transport) {
    const declared = /^(?:https|unixs):/i.test(url) ? 'tls' : 'plaintext';
    const text = answer.kind === 'tls' ? `tls (${answer.protocol})` : 'plaintext';
    return { text, contradicts: declared !== answer.kind };
  }
  if (answer.kind === 'plaintext') return undefined;
  if (row === effectRowNames.demand) {
    const { clientCertificateRequired: isDemanded } = answer;
    const expected = running?.clientCertificateRequired;
    return { text: demandText(isDemanded), contradicts: expected !== undefined && expected !== isDemanded };
  }
  const [certificate] = answer.certificates;
  if (row !== 'peer-cert-file' || certificate === undefined) return undefined;
  return { text: `serves ${certificate.subject || 'a certificate'}`, contradicts: false };
}

function wireCell(row: string, member: Member): Html {
  const { listeners } = member;
  const process = runningSource(member)?.resolution;
  const running = process?.resolved === true ? process.security : undefined;
  const values = listeners.flatMap((listener) => {
    const value = wireValue(row, listener, running);
    return value === undefined ? [] : [{ ...value, url: listener.url }];
  });
  const [first] = values;
  if (first === undefined) return html`<td class="soft">–</td>`;
  // A single listener needs no name here: its URL stands below.
  const content =
    values.length === 1 ? first.text : values.map(({ text, url }) => html`<div>${code(url)} ${text}</div>`);
  return values.some(({ contradicts }) => contradicts)
    ? html`<td class="contradicts">${content} <span class="mark">≠ contradicts</span></td>`
    : html`<td>${content}</td>`;
}
