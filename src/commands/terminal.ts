// The terminal of `check` and `config`: the style of the report, and a note while a listener or file is slow.

import { plainStyle, type TableStyle } from '../publish/reports/table-style.ts';
import { replaceControlCharacters } from '../publish/control-characters.ts';

export type Terminal = {
  readonly write: (text: string) => void;
  /** Writes a line that is no part of the report. */
  readonly warn: (text: string) => void;
  readonly style: TableStyle;
  /** Shows `awaited` after a second, until the returned function is called. */
  readonly progress: (awaited: () => string) => () => void;
  /** Ends the program although a read hangs. */
  readonly onHang: () => void;
};

/** A standard stream; one that is no terminal has no columns. */
export type Screen = { readonly isTTY: boolean; readonly columns?: number };

const [narrowest, widest] = [40, 120];

export function tableStyle({ isTTY, columns = 0 }: Screen, environment: NodeJS.ProcessEnv): TableStyle {
  if (!isTTY) return plainStyle;
  const { LC_ALL, LC_CTYPE, LANG } = environment;
  return {
    colour: obeysCodes(environment) && !environment['NO_COLOR'],
    symbols: obeysCodes(environment) && /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || ''),
    // A terminal that does not know its size has no columns.
    width: columns === 0 ? plainStyle.width : Math.min(Math.max(columns, narrowest), widest),
  };
}

function obeysCodes({ TERM = '' }: NodeJS.ProcessEnv): boolean {
  return TERM !== '' && TERM !== 'dumb';
}

/** Delay of the note, and time between its updates. In milliseconds. */
const [progressDelay, updateInterval] = [1000, 200];

/** The note is the last line of a terminal, and is erased at the end. Without a terminal there is none. */
export function progressOn(
  screen: Screen & { readonly write: (text: string) => unknown },
  environment: NodeJS.ProcessEnv,
): Terminal['progress'] {
  if (!screen.isTTY || !obeysCodes(environment)) return () => () => {};
  return (awaited) => {
    let shown = '';
    const show = (text: string): void => {
      if (text !== shown) screen.write(`\r\u001B[K${text}`);
      shown = text;
    };
    const update = (): void => show(replaceControlCharacters(awaited()).slice(0, (screen.columns || narrowest) - 1));
    let timer = setTimeout(() => {
      update();
      timer = setInterval(update, updateInterval);
    }, progressDelay);
    return () => {
      clearTimeout(timer);
      show('');
    };
  };
}
