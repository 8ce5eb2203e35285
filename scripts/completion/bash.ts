// Completion script for bash.

import { everyCommand, everyOption, type NamedCommand, type NamedOption, optionsOf } from '../../src/options/table.ts';
import type { ValueWords } from '../../src/options/values.ts';

/** For bash `--name=value` is three words, unless the user has taken `=` out of COMP_WORDBREAKS: then `prefix` is put back. */
export function bashScript(): string {
  return `# Completes peerproof in bash: eval "$(peerproof completion bash)"
_peerproof() {
  local -A candidates=(
    [peerproof]='${everyCommand.map(({ name }) => name).join(' ')}'
    [peerproof-]='${optionWords(everyOption)}'
${[...everyCommand.flatMap(commandLines), ...everyOption.flatMap(optionLine)].join('\n')}
  )
  local current=\${COMP_WORDS[COMP_CWORD]} command=peerproof option= prefix= word words
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then
      compopt -o default 2>/dev/null
      return
    elif [[ $option && $word != = ]]; then
      option=
    elif [[ $word == --* && \${candidates[$word]+set} ]]; then
      option=$word
    elif [[ $word == [a-z]* && $command == peerproof ]]; then
      command=$word
    fi
  done
  if [[ $option && $current != -* ]]; then
    words=\${candidates[$option]} current=\${current#=}
  elif [[ $current == --*=* ]]; then
    words=\${candidates[\${current%%=*}]} prefix=\${current%%=*}= current=\${current#*=}
  elif [[ $current == -* ]]; then
    words=\${candidates[$command-]}
  else
    words=\${candidates[$command]}
  fi
  if [[ $words == -[df] ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen $words -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  COMPREPLY=("\${COMPREPLY[@]/#/$prefix}")
}
complete -F _peerproof peerproof
`;
}

/** The candidates after a command, and under its name with a dash its options. */
function commandLines({ name, operand }: NamedCommand): readonly string[] {
  return [`    [${name}]='${candidates(operand)}'`, `    [${name}-]='${optionWords(optionsOf(name))}'`];
}

function optionLine({ name, ...value }: NamedOption): readonly string[] {
  return value.meta === '' ? [] : [`    [--${name}]='${candidates(value)}'`];
}

function optionWords(options: readonly NamedOption[]): string {
  const names = options.map(({ name, meta }) => `--${name}${meta && '='}`);
  return ['--help', '--version', ...names].join(' ');
}

/** The candidates of a value; -f and -d are compgen's options for paths. */
function candidates({ meta, values = [] }: ValueWords = { meta: '' }): string {
  return { FILE: '-f', DIR: '-d' }[meta] ?? values.join(' ');
}
