// The script for fish.

import { type CompletedCommand, type CompletedOption, type CompletedWords, withoutValue } from './words.ts';

export function fishScript(words: CompletedWords): string {
  const { commands, options } = words;
  return `# Completes peerproof in fish: peerproof completion fish > ~/.config/fish/completions/peerproof.fish
function __peerproof_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l skip no
    for word in $words
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case --
                return
            case ${withoutValue(words).join(' ')} '--*=*'
            case '--*'
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end
function __peerproof_may_be
    set -l command (__peerproof_command)
    test -z "$command"; or contains -- $command $argv
end
function __peerproof_is
    contains -- (__peerproof_command) $argv
end
complete -c peerproof -f
complete -c peerproof -s h -l help -d 'print the options'
complete -c peerproof -l version -d 'print the version'
${[...commands.flatMap(commandLines), ...options.map(optionLine)].join('\n')}
`;
}

function commandLines({ name, help, operand }: CompletedCommand): readonly string[] {
  const offered = `complete -c peerproof -n __peerproof_may_be -a ${name} -d ${quoted(help)}`;
  if (operand === undefined) return [offered];
  return [offered, `complete -c peerproof -n '__peerproof_is ${name}' ${value(operand)}`];
}

function optionLine({ name, help, commands, value: wanted }: CompletedOption): string {
  const condition = `__peerproof_may_be ${commands.join(' ')}`;
  const operand = wanted === 'none' ? '' : ` -r ${value(wanted)}`;
  return `complete -c peerproof -n '${condition}' -l ${name}${operand} -d ${quoted(help)}`;
}

function value(wanted: Exclude<CompletedOption['value'], 'none'>): string {
  if (wanted === undefined) return '-f';
  if (typeof wanted !== 'string') return `-f -a '${wanted.join(' ')}'`;
  return wanted === 'file' ? '-F' : "-f -a '(__fish_complete_directories)'";
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, String.raw`\$&`)}'`;
}
