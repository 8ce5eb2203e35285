// Completion script for zsh.

import { everyCommand, everyOption, type NamedCommand, type NamedOption, optionsOf } from '../../src/options/table.ts';
import type { ValueWords } from '../../src/options/values.ts';

export function zshScript(): string {
  const commands = everyCommand.map(({ name, help }) => `${name}\\:"${help}"`);
  return `#compdef peerproof
# Completes peerproof in zsh: put it into a directory of $fpath as _peerproof, or source <(peerproof completion zsh)
_peerproof() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C -S -A '-*'${specs(everyOption)} \\
    ${quoted(`1:command:((${commands.join(' ')}))`)} '(-)*::operand:->operand' && return
  case $words[1] in
${everyCommand.map(commandCase).join('\n')}
  esac
}
if [[ $funcstack[1] == _peerproof ]]; then
  _peerproof "$@"
else
  compdef _peerproof peerproof
fi
`;
}

function commandCase({ name, operand }: NamedCommand): string {
  const operands = operand === undefined ? '' : ` ${quoted(`*:${operand.meta}:${action(operand)}`)}`;
  return `    (${name}) _arguments -S${specs(optionsOf(name))}${operands} ;;`;
}

function specs(options: readonly NamedOption[]): string {
  const information = [`'(- *)'{-h,--help}'[print the options]'`, `'(- *)--version[print the version]'`];
  return [...information, ...options.map((option) => quoted(spec(option)))]
    .map((word) => ` \\\n      ${word}`)
    .join('');
}

function spec({ name, help, multiple, ...value }: NamedOption): string {
  const text = `[${escaped(help)}]`;
  return value.meta === ''
    ? `--${name}${text}`
    : `${multiple ? '*' : ''}--${name}=${text}:${escaped(value.meta)}:${action(value)}`;
}

function action({ meta, values = [' '] }: ValueWords): string {
  return { FILE: '_files', DIR: '_files -/' }[meta] ?? `(${values.join(' ')})`;
}

/** Escapes a text inside of brackets, or between the colons of a specification. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, String.raw`\$&`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
