// The tables → the program as commander knows it: its options, its commands and their help.

import { Command, Help, Option } from 'commander';
import {
  commandNames,
  type CommandSpec,
  commandTable,
  everyOption,
  exitCode,
  type NamedOption,
  optionsOf,
} from './table.ts';

const about = `Proves that etcd's peers encrypt (CIS 2.4) and authenticate (CIS 2.5) on this node.

Exit code of check and config: ${exitCode.pass} every rule passes or does not apply; ${exitCode.fail} a rule fails; \
${exitCode.unknown} a rule is unknown; ${exitCode.usage} bad usage or an internal error.`;

/** Each option belongs to the program, so that it may stand before its command as well. Where commander would exit, it throws. */
export function createProgram(): Command {
  const program = new Command('peerproof')
    .usage('[serve] [OPTION ...]\n       peerproof COMMAND [OPTION ...]')
    .description(about)
    .version('', '--version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, getOutHelpWidth: () => 120 })
    .configureHelp({
      optionTerm: ({ flags }) => flags.replace(/ <(.*)>/, '=$1'),
      optionDescription: ({ description }) => description,
      visibleOptions: (command) => [...ownOptions(command), ...new Help().visibleOptions(command)],
    });
  for (const option of everyOption)
    program.addOption(new TableOption(option).helpGroup(`Options of ${option.commands.join(', ')}:`));
  for (const name of commandNames) {
    const { usage, help, details = '' }: CommandSpec = commandTable[name];
    const command = program.command(name).usage(usage).summary(help).allowExcessArguments();
    command.description(`${help}\n\n${details}`.trim());
  }
  return program;
}

/** The options of a command, for its help. */
function ownOptions(command: Command): readonly Option[] {
  return commandNames
    .filter((name) => name === command.name())
    .flatMap((name) => optionsOf(name).map((option) => new TableOption(option)));
}

/** Commander would derive the key from the name, and take `no-etcd` for a negation. */
class TableOption extends Option {
  readonly #key: string;

  constructor({ name, key, meta, fallback, help, parse, multiple }: NamedOption) {
    super(`--${name}${meta && ` <${meta}>`}`, `${help}${fallback && ` [${fallback}]`}`);
    const value = (text: string): unknown => parse(`--${name}`, text);
    this.#key = key;
    this.negate = false;
    if (meta === '') this.default(false);
    else if (multiple) this.default([]).argParser((text, all: readonly unknown[]) => [...all, value(text)]);
    else this.default(value(fallback)).argParser(value);
  }

  override attributeName(): string {
    return this.#key;
  }
}
