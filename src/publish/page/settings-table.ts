// A member's settings and their effects: a column for each source, and one for what its peer listeners answer.

import type { Listener } from '../../model/listener.ts';
import type { ListenerSecurity, Member, MemberSource, Resolved, SettingName } from '../../model/member.ts';
import { reasonSentences } from '../../model/reason.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';
import { code, sourceNames } from './elements.ts';
import { type Html, html } from './html.ts';

type Row = {
  readonly name: string;
  readonly differs: boolean;
  readonly content: (resolution: Resolved) => Html;
};

/** Rows of what etcd does, below those of how it is set. */
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
  const wireHead = html`<th scope="col">Wire<br /><span class="soft">what listeners answer</span></th>`;
  return html`<table class="evidence">
    <thead>
      <tr>
        <th scope="col">Setting</th>
        ${sources.map(columnHead)}${listeners.length === 0 ? undefined : wireHead}
      </tr>
    </thead>
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

function columnHead({ source, location }: MemberSource): Html {
  return html`<th scope="col">${sourceNames[source]}<br />${code(location)}</th>`;
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
  const kind = differs
    ? html` class="differs"`
    : name === effectRowNames.transport
      ? html` class="effect"`
      : undefined;
  return html`<tr${kind}><th scope="row">${name}${mark}</th>
${cells}${member.listeners.length === 0 ? undefined : wireCell(name, member)}</tr>`;
}

/** A configuration that could not be read has one cell for all of its rows. */
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
type WireColumn = (listener: Listener, running: ListenerSecurity | undefined) => WireValue | undefined;

/** What a listener answers to a row, by the row's name, and whether that contradicts the configuration. */
const wireColumn: Readonly<Record<string, WireColumn>> = {
  'peer-cert-file': ({ answer }) => {
    const subject = answer.kind === 'tls' ? answer.certificates[0]?.subject : undefined;
    return subject === undefined
      ? undefined
      : { text: `serves ${subject || 'a certificate'}`, contradicts: false };
  },
  [effectRowNames.transport]: ({ answer, url }) => {
    if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return undefined;
    const declared = /^(?:https|unixs):/i.test(url) ? 'tls' : 'plaintext';
    const text = answer.kind === 'tls' ? `tls (${answer.protocol})` : 'plaintext';
    return { text, contradicts: declared !== answer.kind };
  },
  [effectRowNames.demand]: ({ answer }, running) => {
    if (answer.kind !== 'tls') return undefined;
    const { clientCertificateRequired: isDemanded } = answer;
    const expected = running?.clientCertificateRequired;
    return { text: demandText(isDemanded), contradicts: expected !== undefined && expected !== isDemanded };
  },
};

function wireCell(row: string, { listeners, sources }: Member): Html {
  const process = sources.find(({ source }) => source === 'process')?.resolution;
  const running = process?.resolved === true ? process.security : undefined;
  const values = listeners.flatMap((listener) => {
    const value = wireColumn[row]?.(listener, running);
    return value === undefined ? [] : [{ ...value, url: listener.url }];
  });
  const [first] = values;
  if (first === undefined) return html`<td class="soft">–</td>`;
  // One listener needs no name here: its URL stands below with all that it answered.
  const content =
    values.length === 1 ? first.text : values.map(({ text, url }) => html`<div>${code(url)} ${text}</div>`);
  return values.some(({ contradicts }) => contradicts)
    ? html`<td class="contradicts">${content} <span class="mark">≠ contradicts</span></td>`
    : html`<td>${content}</td>`;
}
