// `peerproof completion SHELL`: what completes our own words there, made of the tables that the words are read by.

import { rules } from '../evaluate/rules/rule-list.ts';
import { type Command, commandTable, type OptionSpec, optionTable, shells } from '../options/table.ts';
import { OptionError } from '../options/values.ts';
import { bashScript } from '../options/completion/bash.ts';
import { fishScript } from '../options/completion/fish.ts';
import type { CompletedCommand, CompletedValue, CompletedWords } from '../options/completion/words.ts';
import { zshScript } from '../options/completion/zsh.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Throws an OptionError for a shell that it does not know. */
export function completionScript([word = '']: readonly string[]): string {
  const shell = shells.find((one) => one === word);
  if (shell === undefined) throw new OptionError('completion', shells.join(' or '), word);
  return scripts[shell](completedWords());
}

const operands: Readonly<Record<string, CompletedCommand['operand']>> = {
  config: 'file',
  completion: shells,
} satisfies Partial<Record<Command, CompletedCommand['operand']>>;

function completedWords(): CompletedWords {
  return {
    commands: Object.entries(commandTable).map(([name, { help }]) => ({
      name,
      help,
      operand: operands[name],
    })),
    options: Object.entries<OptionSpec>(optionTable).map(([name, spec]) => ({
      name,
      meta: spec.meta,
      help: spec.help,
      multiple: spec.multiple === true,
      value: valueOf(name, spec),
      commands: spec.commands,
    })),
  };
}

function valueOf(name: string, { meta, values }: OptionSpec): CompletedValue {
  if (meta === '') return 'none';
  if (meta === 'FILE') return 'file';
  if (meta === 'DIR') return 'directory';
  return name === 'rule' ? rules.flatMap(({ text }) => [text.control, text.id]) : values;
}
