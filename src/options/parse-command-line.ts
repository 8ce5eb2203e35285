// argv → the command, its operands and the values of its options. Commander's errors become OptionErrors.

import { type Command, CommanderError } from 'commander';
import { createProgram } from './command-help.ts';
import {
  type CommandName,
  commandNames,
  everyOption,
  type NamedOption,
  optionsOf,
  type TableOptions,
} from './table.ts';
import { OptionError } from './values.ts';

export type CommandLine = {
  readonly command: CommandName;
  readonly operands: Operands;
  /** The parsed values of each option on the command line. */
  readonly values: ReadonlyMap<string, readonly unknown[]>;
};

/** The arguments of a command that are no options. */
export type Operands = {
  readonly words: readonly string[];
  /** The words after `--`; `undefined` where there is none. */
  readonly commandLine: readonly string[] | undefined;
};

export type Information = { readonly command: 'help'; readonly text: string } | { readonly command: 'version' };

/** Throws an OptionError for a word or a value that the command does not take. */
export function readCommandLine(argv: readonly string[]): CommandLine | Information {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  refuseMissingValue(before);
  const texts = new Map<NamedOption, readonly string[]>();
  const program = createProgram((option, text) => {
    texts.set(option, [...(texts.get(option) ?? []), text]);
  });
  try {
    program.parse(before.map(withoutUnknownValue), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return { command: 'version' };
    if (error.code === 'commander.helpDisplayed') return { command: 'help', text: helpText(program) };
    // A command line without a command is a mistake for commander alone.
    if (error.code !== 'commander.help') throw refusal(error, program);
  }
  const [word, ...words] = program.args;
  const command = commandNames.find((name) => name === word) ?? 'serve';
  const operands = { words, commandLine: end === -1 ? undefined : argv.slice(end + 1) };
  const values = [...texts].map(([option, all]) => [option.name, parseTexts(option, all)] as const);
  const line = { command, operands, values: new Map(values) };
  refuseForeign(line);
  return line;
}

/** The last text counts, unless the option is repeatable. */
function parseTexts({ name, multiple, parse }: NamedOption, texts: readonly string[]): readonly unknown[] {
  return (multiple ? texts : texts.slice(-1)).map((text) => parse(`--${name}`, text));
}

function helpText(program: Command): string {
  const command = program.commands.find((each) => each.name() === program.args[0]);
  return (command ?? program).helpInformation();
}

/** The options of a command, each with its value on the command line or its fallback. */
export function valuesOf<C extends CommandName>({ values }: CommandLine, command: C): TableOptions<C> {
  const entries = optionsOf(command).map(({ name, key, fallback, multiple, parse }) => {
    const parsed = values.get(name) ?? [];
    return [key, multiple ? parsed : (parsed[0] ?? parse(`--${name}`, fallback))] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types are those of the parsers in the same table
  return Object.fromEntries(entries) as TableOptions<C>;
}

/** Commander would take `--other` for the value in `--name --other`. */
function refuseMissingValue(argv: readonly string[]): void {
  for (const [index, word] of argv.entries()) {
    const option = everyOption.find(({ name, meta }) => meta !== '' && word === `--${name}`);
    const next = argv[index + 1];
    if (option !== undefined && (next === undefined || isDashed(next)))
      throw new OptionError(word, `a value, as in ${word}=${option.meta}`, next ?? '');
  }
}

/** Commander compares the whole word when it looks for a similar option. */
function withoutUnknownValue(word: string): string {
  const [name = ''] = word.split('=');
  const known = ['help', 'version', ...everyOption.map((option) => option.name)];
  return isDashed(word) && !known.includes(name.slice(2)) ? name : word;
}

function isDashed(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

function refusal({ code, message }: CommanderError, { args }: Command): OptionError {
  const [problem = '', hint] = message.replace('error: ', '').split('\n');
  return code === 'commander.unknownCommand'
    ? new OptionError('command', commandNames.join(' or '), args[0] ?? '', hint)
    : new OptionError('command line', 'options as --help lists them', problem, hint);
}

/** Throws an OptionError for an option or an operand that the command does not take. */
function refuseForeign({ command, operands: { words, commandLine }, values }: CommandLine): void {
  for (const { name, commands } of everyOption)
    if (values.has(name) && !commands.includes(command))
      throw new OptionError(`--${name}`, `the command ${commands.join(' or ')}`, command);
  const extra = words[command === 'completion' ? 1 : 0] ?? commandLine?.[0];
  if (extra !== undefined && command !== 'config')
    throw new OptionError('command', 'nothing after it but options', extra);
}
