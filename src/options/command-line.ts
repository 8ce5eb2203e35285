// argv → the command with its options as they were parsed. The mistakes that commander finds become OptionErrors.

import { type Command, CommanderError } from 'commander';
import { createProgram } from './program.ts';
import { type CommandName, commandNames, everyOption, optionsOf, type TableOptions } from './table.ts';
import { OptionError } from './values.ts';

export type CommandLine = {
  readonly command: CommandName;
  /** The words behind the command that are no options. */
  readonly words: readonly string[];
  /** Holds the value of each option under its key. */
  readonly program: Command;
};

export type Information =
  | { readonly command: 'help'; readonly text: string }
  | { readonly command: 'version' };

/** Reads argv up to `--`. Throws an OptionError. */
export function readCommandLine(argv: readonly string[]): CommandLine | Information {
  const program = createProgram();
  refuseMissingValue(argv);
  try {
    program.parse(
      argv.map((word) => withoutUnknownValue(word, program)),
      { from: 'user' },
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.version') return { command: 'version' };
    if (error.code === 'commander.helpDisplayed') return { command: 'help', text: helpText(program) };
    // A command line without a command is none of commander's, and no mistake.
    if (error.code !== 'commander.help') throw refusal(error, program);
  }
  const [word, ...words] = program.args;
  const command = commandNames.find((name) => name === word) ?? 'serve';
  refuseForeign(program, command);
  return { command, words, program };
}

function helpText(program: Command): string {
  const command = program.commands.find((each) => each.name() === program.args[0]);
  return (command ?? program).helpInformation();
}

/** The values of the options that a command takes. */
export function valuesOf<C extends CommandName>(program: Command, command: C): TableOptions<C> {
  const entries = optionsOf(command).map(({ key }) => [key, program.getOptionValue(key)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the types are those of the parsers in the same table
  return Object.fromEntries(entries) as TableOptions<C>;
}

/** Whether the option of this key is on the command line. */
export function isGiven(program: Command, key: string): boolean {
  return program.getOptionValueSource(key) === 'cli';
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
function withoutUnknownValue(word: string, { options }: Command): string {
  const [name = ''] = word.split('=');
  return isDashed(word) && !options.some(({ long }) => long === name) ? name : word;
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

function refuseForeign(program: Command, command: CommandName): void {
  for (const { name, key, commands } of everyOption)
    if (isGiven(program, key) && !commands.includes(command))
      throw new OptionError(`--${name}`, `the command ${commands.join(' or ')}`, command);
}
