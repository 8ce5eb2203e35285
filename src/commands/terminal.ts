// What the user sees of `check` and `config`: how it looks on a terminal, and what is waited for.

import { plainStyle, type TableStyle } from '../publish/reports/table-style.ts';
import { replaceControlCharacters } from '../publish/control-characters.ts';

export type Terminal = {
  readonly write: (text: string) => void;
  /** Tells what is no part of the report. */
  readonly warn: (text: string) => void;
  readonly style: TableStyle;
  /** Tells what is waited for, if that takes long, until the returned function is called. */
  readonly progress: (awaited: () => string) => () => void;
  /** Called when a read hangs, which would hold up the end of the program. */
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

/** How long something may take before it is worth a note, and how often that is right again. In milliseconds. */
const [progressDelay, refresh] = [1000, 200];

/** A note on the last line of a terminal, and of nothing else: it is taken away again. */
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
    const tell = (): void =>
      show(replaceControlCharacters(awaited()).slice(0, (screen.columns || narrowest) - 1));
    let timer = setTimeout(() => {
      tell();
      timer = setInterval(tell, refresh);
    }, progressDelay);
    return () => {
      clearTimeout(timer);
      show('');
    };
  };
}
