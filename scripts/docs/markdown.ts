// Markdown from data: tables, code spans and wrapped prose.

const proseWidth = 100;

/** A table without outer pipes; a `|` in a cell is escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map(() => '---').join('|');
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ');
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Code spans with commas between them. */
export function codes(texts: readonly string[]): string {
  return texts.map(code).join(', ');
}

/** Prose in lines of at most 100 columns. */
export function wrapped(text: string): string {
  return text
    .split(' ')
    .reduce<readonly string[]>((lines, word) => {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > proseWidth) return [...lines, word];
      return [...lines.slice(0, -1), `${last} ${word}`];
    }, [])
    .join('\n');
}
