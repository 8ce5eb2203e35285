// Command lines in this process, by the command that they are for.

import { type Options, parseOptions } from '../../src/options/options.ts';

type OptionsOf<C> = Extract<Options, { readonly command: C }>;

export function optionsOf<C extends Options['command']>(
  command: C,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): OptionsOf<C> {
  const options = parseOptions([command, ...words], environment, 'host');
  if (!isOf(command, options)) throw new Error(`${words.join(' ')} are the words of ${options.command}`);
  return options;
}

/** The help of a command, or without words of the program. */
export function helpText(...words: readonly string[]): string {
  const options = parseOptions([...words, '--help'], {}, 'host');
  if (options.command !== 'help') throw new Error(`${words.join(' ')} --help is ${options.command}`);
  return options.text;
}

function isOf<C>(command: C, options: Options): options is OptionsOf<C> {
  return options.command === command;
}
