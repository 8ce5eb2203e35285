// What the listeners of a member answer to a row of its evidence, and whether that contradicts the running process.

import { type ListenerSecurity, type Member, runningSource } from '../../model/member.ts';
import type { Listener, WireAnswer } from '../../model/listener.ts';
import { type Html, html } from './html.ts';
import { code } from './words.ts';

export type WireCell = { readonly content: Html; readonly contradicts: boolean };

type Told = { readonly words: string; readonly contradicts: boolean };
type Column = (
  answer: WireAnswer,
  listener: Listener,
  running: ListenerSecurity | undefined,
) => Told | undefined;

/** Rows of what etcd does, below those of how it is set. */
export const effectRowNames = {
  transport: 'in effect: transport',
  demand: 'in effect: client certificate',
  clientTransport: 'in effect: transport for clients',
  clientDemand: 'in effect: client certificate of clients',
} as const;

const columns: Readonly<Record<string, Column>> = {
  'peer-cert-file': (answer) => {
    const subject = answer.kind === 'tls' ? answer.certificates[0]?.subject : undefined;
    return subject === undefined
      ? undefined
      : { words: `serves ${subject || 'a certificate'}`, contradicts: false };
  },
  [effectRowNames.transport]: (answer, { url }) => {
    if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return undefined;
    const declared = /^(?:https|unixs):/i.test(url) ? 'tls' : 'plaintext';
    return {
      words: answer.kind === 'tls' ? `tls (${answer.protocol})` : 'plaintext',
      contradicts: declared !== answer.kind,
    };
  },
  [effectRowNames.demand]: (answer, _listener, running) => {
    if (answer.kind !== 'tls') return undefined;
    const { clientCertificateRequired: demanded } = answer;
    const expected = running?.clientCertificateRequired;
    return {
      words: demanded ? 'demanded' : 'not demanded',
      contradicts: expected !== undefined && expected !== demanded,
    };
  },
};

/** By the name of the row. */
export function wireCells(member: Member): Readonly<Record<string, WireCell>> {
  const { listeners } = member;
  const process = runningSource(member)?.resolution;
  const running = process?.resolved === true ? process.security : undefined;
  const entries = Object.entries(columns).flatMap(([name, column]) => {
    const told = listeners.flatMap((listener) => {
      const one = column(listener.answer, listener, running);
      return one === undefined ? [] : [{ ...one, url: listener.url }];
    });
    if (told.length === 0) return [];
    const contradicts = told.some((one) => one.contradicts);
    return [[name, { content: lines(told), contradicts }] as const];
  });
  return Object.fromEntries(entries);
}

/** One listener needs no name here: it stands below with all that it answered. */
function lines(told: readonly (Told & { readonly url: string })[]): Html {
  const [first] = told;
  if (told.length === 1 && first !== undefined) return html`${first.words}`;
  return html`${told.map(({ words, url }) => html`<div>${code(url)} ${words}</div>`)}`;
}
