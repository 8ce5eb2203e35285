// The style of the table: width, symbols and colours.

import type { Status } from '../../model/verdict.ts';
import { statusSymbols, statusText } from '../status.ts';

export type TableStyle = {
  /** Whether to use ANSI colours. */
  readonly colour: boolean;
  /** Whether to put a symbol before each status, for readers who do not see colours. */
  readonly symbols: boolean;
  /** Width in columns. */
  readonly width: number;
};

/** The style for a pipe. */
export const plainStyle: TableStyle = { colour: false, symbols: false, width: 80 };

/** ANSI codes of colours. */
const colours: Readonly<Record<Status, number>> = { pass: 32, fail: 31, unknown: 33, not_applicable: 36 };

export function statusLabel(status: Status, { symbols }: TableStyle): string {
  return symbols ? `${statusSymbols[status]} ${statusText(status)}` : statusText(status);
}

/** Paints `text` in the colour of the status. */
export function painted(text: string, status: Status, { colour }: TableStyle): string {
  return colour ? `\u001B[1;${colours[status]}m${text}\u001B[0m` : text;
}
