// Completion script for fish.

import { everyCommand, everyOption, type NamedCommand, type NamedOption } from '../../src/options/table.ts';
import type { ValueWords } from '../../src/options/values.ts';

export function fishScript(): string {
  const valued = everyOption.filter(({ meta }) => meta !== '').map(({ name }) => `--${name}`);
  return `# Completes peerproof in fish: peerproof completion fish > ~/.config/fish/completions/peerproof.fish
function __peerproof_command
    set -l skip no
    for word in (commandline -opc)[2..]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case --
                return
            case ${valued.join(' ')}
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end
function __peerproof_is
    contains -- (__peerproof_command) $argv
end
function __peerproof_may_be
    set -l command (__peerproof_command)
    test -z "$command"; or contains -- $command $argv
end
complete -c peerproof -f
complete -c peerproof -s h -l help -d 'print the options'
complete -c peerproof -l version -d 'print the version'
${[...everyCommand.flatMap(commandLines), ...everyOption.map(optionLine)].join('\n')}
`;
}

function commandLines({ name, help, operand }: NamedCommand): readonly string[] {
  const lines = [`complete -c peerproof -n __peerproof_may_be -a ${name} -d ${quoted(help)}`];
  if (operand !== undefined) lines.push(`complete -c peerproof -n '__peerproof_is ${name}' ${candidates(operand)}`);
  return lines;
}

function optionLine({ name, help, commands, ...value }: NamedOption): string {
  const condition = `__peerproof_may_be ${commands.join(' ')}`;
  return `complete -c peerproof -n '${condition}' -l ${name} ${candidates(value)} -d ${quoted(help)}`;
}

function candidates({ meta, values = [] }: ValueWords): string {
  if (meta === '') return '';
  const paths = { FILE: '-rF', DIR: "-rf -a '(__fish_complete_directories)'" }[meta];
  return paths ?? `-rf -a '${values.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
