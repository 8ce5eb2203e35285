// Statuses, times and values in the page's words.

import type { Source } from '../../model/member.ts';
import { type Status, statuses } from '../../model/verdict.ts';
import { Html, html } from './html.ts';

export const statusWords: Readonly<Record<Status, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  unknown: 'Unknown',
  not_applicable: 'Not applicable',
};

/** For where no picture can be: a tab's title. */
export const statusSigns: Readonly<Record<Status, string>> = {
  pass: '✓',
  fail: '✗',
  unknown: '?',
  not_applicable: '–',
};

export const sourceWords: Readonly<Record<Source, string>> = {
  manifest: 'Manifest',
  configuration: 'Configuration',
  process: 'Process',
  wire: 'Wire',
};

/** The shapes differ, not the colours alone. */
const shapes: Readonly<Record<Status, string>> = {
  pass: '<circle cx="8" cy="8" r="7"/><path d="m4.6 8.3 2.3 2.3 4.5-5"/>',
  fail: '<path class="solid" d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/>',
  unknown:
    '<path d="M8 .8 15.2 8 8 15.2.8 8z"/><path d="M6.2 6.5a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2m0 1.9v.1"/>',
  not_applicable: '<circle cx="8" cy="8" r="7" stroke-dasharray="2.2 1.5"/><path d="M5 8h6"/>',
};

const shapeList = statuses.map(
  (status) => `<symbol id="shape-${status}" viewBox="0 0 16 16">${shapes[status]}</symbol>`,
);

/** Every shape once; `sign` shows them. */
export const shapeSheet = new Html(`<svg class="unseen" aria-hidden="true">${shapeList.join('')}</svg>`);

const iconColours: Readonly<Record<Status | 'stale', string>> = {
  pass: '#18794e',
  fail: '#c4161c',
  unknown: '#b06a00',
  not_applicable: '#64748b',
  stale: '#8b8b8b',
};

/** A picture for the tab, as an address that loads nothing. */
export function iconAddress(status: Status | 'stale'): string {
  const shape = shapes[status === 'stale' ? 'unknown' : status];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="${iconColours[status]}" stroke-width="1.8">${shape}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function sign(status: Status): Html {
  return html`<svg class="sign" aria-hidden="true"><use href="#shape-${status}" /></svg>`;
}

export function badge(status: Status): Html {
  return html`<span class="badge ${status}">${sign(status)}${statusWords[status]}</span>`;
}

/** To the second, in UTC. */
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

/** In its largest unit. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [name, size] = units.find(([, length]) => seconds >= length) ?? ['s', 1];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${name === 'day' && count !== 1 ? 's' : ''}`;
}

/** More than this scrolls in a box of its own. */
const longText = 300;

/** A text of the node, as it is written there; a long line breaks after a slash or a comma first. */
export function code(text: string): Html {
  const pieces = text
    .split(/(?<=[/,])(?=[^/,])/)
    .map((piece, index) => (index === 0 ? piece : html`<wbr />${piece}`));
  return text.length > longText
    ? html`<code class="long" tabindex="0" role="group" aria-label="A long text">${pieces}</code>`
    : html`<code>${pieces}</code>`;
}
