// The table of options in docs/usage.md.

import { optionTable, type OptionSpec } from '../../src/options/table.ts';

const head = ['option', 'default', 'commands', 'meaning'];

/** Markdown of one row for each option, in the order of `--help`, without the line break at its end. */
export function optionsTable(): string {
  const rows = Object.entries<OptionSpec>(optionTable).map(([name, option]) => cells(name, option));
  return [head, head.map(() => '---'), ...rows].map(row).join('\n');
}

function cells(name: string, { meta, fallback, commands, help }: OptionSpec): readonly string[] {
  const usage = meta === '' ? `--${name}` : `--${name}=${meta}`;
  return [code(usage), fallback === '' ? '' : code(fallback), commands.join(', '), help];
}

function row(texts: readonly string[]): string {
  return `| ${texts.map((text) => text.replaceAll('|', String.raw`\|`)).join(' | ')} |`.replaceAll('  ', ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}
