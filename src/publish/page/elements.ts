// Elements that all parts of the page share: statuses, times, texts of the node, reasons.

import type { Source } from '../../model/member.ts';
import { type Cause, reasonSentences } from '../../model/reason.ts';
import { type Status, statuses } from '../../model/verdict.ts';
import { statusText } from '../status.ts';
import { Html, html, type Part } from './html.ts';

/** Shapes that differ without their colours. */
const icons: Readonly<Record<Status, string>> = {
  pass: '<circle cx="8" cy="8" r="7"/><path d="m4.6 8.3 2.3 2.3 4.5-5"/>',
  fail: '<path class="solid" d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/>',
  unknown: '<path d="M8 .8 15.2 8 8 15.2.8 8z"/><path d="M6.2 6.5a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2m0 1.9v.1"/>',
  not_applicable: '<circle cx="8" cy="8" r="7" stroke-dasharray="2.2 1.5"/><path d="M5 8h6"/>',
};

const symbols = statuses.map((status) => `<symbol id="shape-${status}" viewBox="0 0 16 16">${icons[status]}</symbol>`);

/** Definitions of the icons, to which `icon` refers. */
export const iconSheet = new Html(`<svg class="unseen" aria-hidden="true">${symbols.join('')}</svg>`);

export function icon(status: Status): Html {
  return html`<svg class="sign" aria-hidden="true"><use href="#shape-${status}" /></svg>`;
}

const tabColours: Readonly<Record<Status | 'stale', string>> = {
  pass: '#18794e',
  fail: '#c4161c',
  unknown: '#b06a00',
  not_applicable: '#64748b',
  stale: '#8b8b8b',
};

/** The icon of the browser's tab, as a URL that loads nothing. */
export function tabIcon(status: Status | 'stale'): string {
  const content = icons[status === 'stale' ? 'unknown' : status];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="${tabColours[status]}" stroke-width="1.8">${content}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function statusName(status: Status): string {
  return capitalised(statusText(status));
}

export function sourceName(source: Source): string {
  return capitalised(source);
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function badge(status: Status): Html {
  return html`<span class="badge ${status}">${icon(status)}${statusName(status)}</span>`;
}

/** Shows a date with its time to the second, in UTC. */
export function time(at: Date): Html {
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

export function day(at: Date): Html {
  const iso = at.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)}</time>`;
}

const units = [
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** Shows milliseconds in their largest unit. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ['s', 1];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${name === 'day' && count !== 1 ? 's' : ''}`;
}

/** Shows the start of a verdict, with its age. */
export function since(at: Date, now: Date): Html {
  return html`<span class="since">since ${time(at)}, ${duration(now.getTime() - at.getTime())}</span>`;
}

const dayLength = 86_400_000;

export function timeLeft(notAfter: Date, now: Date): Html {
  const left = notAfter.getTime() - now.getTime();
  if (left <= 0) return html`<strong class="bad">expired ${duration(-left)} ago</strong>`;
  const years = Math.floor(left / (365 * dayLength));
  const text = `${years > 1 ? `${years} years` : duration(left)} left`;
  return left <= 30 * dayLength ? html`<strong class="bad">${text}</strong>` : html`<span class="left">${text}</span>`;
}

/** Length above which a text scrolls in a box. */
const maxInlineLength = 300;

/** Shows a text of the node as it is written there; lines break after slashes and commas. */
export function code(text: string): Html {
  const pieces = text.split(/(?<=[/,])(?=[^/,])/).map((piece, index) => (index === 0 ? piece : html`<wbr />${piece}`));
  return text.length > maxInlineLength
    ? html`<code class="long" tabindex="0" role="group" aria-label="A long text">${pieces}</code>`
    : html`<code>${pieces}</code>`;
}

/** Shows a name and its value, in a list of definitions. */
export function definition(name: string, value: Part): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

export function tableHead(heads: readonly Part[]): Html {
  return html`<thead>
    <tr>
      ${heads.map((head) => html`<th scope="col">${head}</th>`)}
    </tr>
  </thead>`;
}

/** Makes a box in which a table scrolls where the screen is too narrow. */
export function scrollBox(label: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">${content}</div>`;
}

/** Lists reasons as sentences, each with its detail. */
export function reasonList(causes: readonly Cause[]): Html | undefined {
  if (causes.length === 0) return undefined;
  return html`<ul class="reasons">
    ${causes.map(reasonItem)}
  </ul>`;
}

function reasonItem({ reason, detail }: Cause): Html {
  return html`<li>
    ${reasonSentences[reason]}
    <code class="slug">${reason}</code>${detail === '' ? undefined : html`<br />${code(detail)}`}
  </li>`;
}
