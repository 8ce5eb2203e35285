// The script for zsh.

import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedWords,
  optionsOf,
  withoutValue,
} from './words.ts';

export function zshScript(words: CompletedWords): string {
  const { commands } = words;
  return `#compdef peerproof
# Completes peerproof in zsh: put it into a directory of $fpath as _peerproof, or source <(peerproof completion zsh)
_peerproof() {
  local command= skip= word
  local -a specs
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $word in
      (--) break ;;
      (${withoutValue(words).join('|')}|--*=*) ;;
      (--*) skip=1 ;;
      (-*) ;;
      (*) command=\${command:-$word} ;;
    esac
  done
  specs=('(- *)'{-h,--help}'[print the options]' '(- *)--version[print the version]')
  case $command in
${['', ...commands.map(({ name }) => name)].map((name) => optionsCase(words, name)).join('\n')}
  esac
  case $command in
    ('') specs+=(${quoted(`1:command:((${commands.map(described).join(' ')}))`)}) ;;
${commands.map(operandCase).join('\n')}
  esac
  _arguments -S $specs
}
if [[ $funcstack[1] == _peerproof ]]; then
  _peerproof "$@"
else
  compdef _peerproof peerproof
fi
`;
}

function optionsCase(words: CompletedWords, command: string): string {
  const specs = optionsOf(words, command).map((option) => `      ${quoted(optionSpec(option))}`);
  return `    (${command === '' ? "''" : command}) specs+=(\n${specs.join('\n')}\n    ) ;;`;
}

function optionSpec({ name, meta, help, multiple, value }: CompletedOption): string {
  const text = `[${escaped(help)}]`;
  if (value === 'none') return `--${name}${text}`;
  return `${multiple ? '*' : ''}--${name}=${text}:${escaped(meta)}:${action(value)}`;
}

/** The word of the command itself is the first operand. */
function operandCase({ name, operand }: CompletedCommand): string {
  const more = operand === undefined ? '' : ` ${quoted(`*:operand:${action(operand)}`)}`;
  return `    (${name}) specs+=('1:command:(${name})'${more}) ;;`;
}

function described({ name, help }: CompletedCommand): string {
  return `${name}\\:"${help}"`;
}

function action(value: Exclude<CompletedOption['value'], 'none'>): string {
  if (value === undefined) return ' ';
  if (typeof value !== 'string') return `(${value.join(' ')})`;
  return value === 'file' ? '_files' : '_files -/';
}

/** Inside of brackets and between the colons of a specification. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, String.raw`\$&`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
