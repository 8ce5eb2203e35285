// What can be completed, for every shell.

/** What a word may be; `undefined`: anything. `none`: an option without a value. */
export type CompletedValue = 'none' | 'file' | 'directory' | readonly string[] | undefined;

export type CompletedOption = {
  /** Without dashes. */
  readonly name: string;
  readonly meta: string;
  readonly help: string;
  readonly multiple: boolean;
  readonly value: CompletedValue;
  readonly commands: readonly string[];
};

export type CompletedCommand = {
  readonly name: string;
  readonly help: string;
  /** What may stand after it besides options; `undefined`: nothing. */
  readonly operand: 'file' | readonly string[] | undefined;
};

export type CompletedWords = {
  readonly commands: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
};

/** The options after which no value is to come, with their dashes. */
export function withoutValue({ options }: CompletedWords): readonly string[] {
  const own = options.filter(({ value }) => value === 'none');
  return ['--help', '--version', ...own.map(({ name }) => `--${name}`)];
}

/** The options of a command; before there is one, those of all. */
export function optionsOf({ options }: CompletedWords, command: string): readonly CompletedOption[] {
  return options.filter(({ commands }) => command === '' || commands.includes(command));
}
