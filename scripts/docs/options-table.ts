// The table of the options of every command.

import { optionTable, type OptionSpec } from '../../src/options/table.ts';
import { code, table } from './markdown.ts';

export function optionsTable(): string {
  const rows = Object.entries<OptionSpec>(optionTable).map(([name, option]) => cells(name, option));
  return table(['option', 'default', 'commands', 'meaning'], rows);
}

function cells(name: string, { meta, fallback, commands, help }: OptionSpec): readonly string[] {
  const usage = meta === '' ? `--${name}` : `--${name}=${meta}`;
  return [code(usage), fallback === '' ? '' : code(fallback), commands.join(', '), help];
}
