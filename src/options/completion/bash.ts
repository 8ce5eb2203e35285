// The script for bash.

import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedWords,
  optionsOf,
  withoutValue,
} from './words.ts';

/** A word ends at `=` for bash, unless the user has taken it out of COMP_WORDBREAKS: then `prefix` is put back. */
export function bashScript(words: CompletedWords): string {
  const { commands, options } = words;
  const bare = withoutValue(words);
  return `# Completes peerproof in bash: eval "$(peerproof completion bash)"
_peerproof() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command= option= prefix= is_command_line= index=1 word
  COMPREPLY=()
  while ((index < COMP_CWORD)); do
    word=\${COMP_WORDS[index]}
    case $word in
      --) is_command_line=1 && break ;;
      ${bare.join(' | ')} | --*=*) ;;
      --*) [[ \${COMP_WORDS[index + 1]} == = ]] && ((index += 2)) || ((index += 1)) ;;
      -*) ;;
      *) command=\${command:-$word} ;;
    esac
    ((index += 1))
  done
  if [[ $is_command_line ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  if [[ $current == = && $previous == --* ]]; then
    option=$previous current=
  elif [[ $previous == = ]]; then
    option=\${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $current == --*=* ]]; then
    option=\${current%%=*} prefix=\${current%%=*}= current=\${current#*=}
  elif [[ $previous == --* && $current != -* && ' ${bare.join(' ')} ' != *" $previous "* ]]; then
    option=$previous
  fi
  case $option in
${options.map(optionCase).join('\n')}
  esac
  if [[ ! $option ]]; then
    if [[ $current == -* ]]; then
      local options='--help --version'
      case $command in
${commands.map(({ name }) => optionNames(words, name)).join('\n')}
${optionNames(words, '')}
      esac
      mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
      [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
    else
      case $command in
        '') ${filled(commands.map(({ name }) => name))} ;;
${commands.flatMap(operandCase).join('\n')}
      esac
    fi
  fi
  COMPREPLY=("\${COMPREPLY[@]/#/$prefix}")
}
complete -F _peerproof peerproof
`;
}

function optionCase({ name, value }: CompletedOption): string {
  return `    --${name}) ${value === undefined || value === 'none' ? ':' : filled(value)} ;;`;
}

function operandCase({ name, operand }: CompletedCommand): readonly string[] {
  return operand === undefined ? [] : [`        ${name}) ${filled(operand)} ;;`];
}

function filled(value: 'file' | 'directory' | readonly string[]): string {
  if (typeof value !== 'string')
    return `mapfile -t COMPREPLY < <(compgen -W '${value.join(' ')}' -- "$current")`;
  const kind = value === 'file' ? '-f' : '-d';
  return `compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen ${kind} -- "$current")`;
}

function optionNames(words: CompletedWords, command: string): string {
  const names = optionsOf(words, command).map(({ name, value }) => `--${name}${value === 'none' ? '' : '='}`);
  return `        ${command === '' ? "''" : command}) options+=' ${names.join(' ')}' ;;`;
}
