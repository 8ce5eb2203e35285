// How the table looks: its width, symbols and colours.

import type { Status } from '../../model/verdict.ts';
import { statusSymbols, statusText } from '../status.ts';

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

/** As ANSI numbers colours. */
const colours: Readonly<Record<Status, number>> = { pass: 32, fail: 31, unknown: 33, not_applicable: 36 };

export function statusLabel(status: Status, { symbols }: TableStyle): string {
  return symbols ? `${statusSymbols[status]} ${statusText(status)}` : statusText(status);
}

/** `text` in the colour of the status. */
export function painted(text: string, status: Status, { colour }: TableStyle): string {
  return colour ? `\u001B[1;${colours[status]}m${text}\u001B[0m` : text;
}
