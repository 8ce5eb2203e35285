// The tables → the program as commander knows it: its options, its commands and their help.

import { Command, Option } from 'commander';
import { exitCode } from './exit-code.ts';
import { everyCommand, everyOption, type NamedOption, optionsOf } from './table.ts';

const about = `Proves that etcd's peers encrypt (CIS 2.4) and authenticate (CIS 2.5) on this node.

Exit code of check and config: ${exitCode.pass} every rule passes or does not apply; ${exitCode.fail} a rule fails; \
${exitCode.unknown} a rule is unknown; ${exitCode.usage} bad usage or an internal error.`;

/** Calls `onValue` for each value on the command line, and throws a CommanderError where commander would end the process. */
export function createProgram(onValue: (option: NamedOption, text: string) => void): Command {
  const program = new Command('peerproof')
    .usage('[serve] [OPTION ...]\n       peerproof COMMAND [OPTION ...]')
    .description(about)
    .version('', '--version', 'print the version')
    .helpOption('-h, --help', 'print this text')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, getOutHelpWidth: () => 120 })
    .configureHelp({ optionTerm: ({ flags }) => flags.replace(/ <(.*)>/, '=$1') });
  // An option may stand before its command: all belong to the program.
  for (const option of everyOption) {
    const heading = `Options of ${option.commands.join(', ')}:`;
    // Commander has no text for a flag.
    const onText = (text = 'true'): void => onValue(option, text);
    program.addOption(commanderOption(option).helpGroup(heading).argParser(onText));
  }
  for (const { name, usage, help, details = '' } of everyCommand) {
    const command = program.command(name).usage(usage).summary(help).allowExcessArguments();
    command.description(`${help}\n\n${details}`.trim());
    // The help of the command lists these; the program parses them before.
    for (const option of optionsOf(name)) command.addOption(commanderOption(option));
  }
  return program;
}

function commanderOption({ name, meta, help, fallback }: NamedOption): Option {
  return new Option(`--${name}${meta && ` <${meta}>`}`, `${help}${fallback && ` [${fallback}]`}`);
}
