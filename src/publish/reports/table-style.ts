// How the table looks where it is shown.

import type { Status } from '../../model/verdict.ts';

export type TableStyle = {
  /** With ANSI colours. */
  readonly colour: boolean;
  /** With a symbol before each status, for those who do not see colours. */
  readonly symbols: boolean;
  /** In columns. */
  readonly width: number;
};

/** As in a pipe. */
export const plainStyle: TableStyle = { colour: false, symbols: false, width: 80 };

const looks: Readonly<Record<Status, { readonly colour: number; readonly symbol: string }>> = {
  pass: { colour: 32, symbol: '✓' },
  fail: { colour: 31, symbol: '✗' },
  unknown: { colour: 33, symbol: '?' },
  not_applicable: { colour: 36, symbol: '–' },
};

/** A status in words, behind its symbol. */
export function statusText(status: Status, { symbols }: TableStyle): string {
  const words = status.replace('_', ' ');
  return symbols ? `${looks[status].symbol} ${words}` : words;
}

/** `text` in the colour of the status. */
export function painted(text: string, status: Status, { colour }: TableStyle): string {
  return colour ? `\u001B[1;${looks[status].colour}m${text}\u001B[0m` : text;
}
