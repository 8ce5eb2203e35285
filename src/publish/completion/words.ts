// What can be completed, for every shell.

/** What a word may be; `undefined`: anything. */
export type CompletedValue = 'file' | 'directory' | readonly string[] | undefined;

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

/** The options of a command; before there is one, those of all. */
export function optionsOf({ options }: CompletedWords, command: string): readonly CompletedOption[] {
  return options.filter(({ commands }) => command === '' || commands.includes(command));
}
