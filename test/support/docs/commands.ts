// The commands that the pages tell their readers to type, with the output that they show.

import { globSync } from 'node:fs';
import { marked, type Token, type Tokens } from 'marked';
import { repository } from '../peerproof-process.ts';
import { readPage } from './page.ts';

export type Command = {
  readonly page: string;
  readonly text: string;
  /** The text below the command, or the file in docs/examples that its row of a table names. */
  readonly output: string | undefined;
};

/** In prose, only these make a code span a command. */
const programs = new Set(
  'amtool buildah chronyc crictl curl date docker etcdctl git helm htpasswd install journalctl kubeadm kubectl ls make mv node npm npx openssl peerproof promtool ps scp sed ss systemctl systemd-analyze tr umount'
    .split(' ')
    .concat('/usr/local/lib/peerproof/node'),
);

const pages = globSync(
  ['{README,CONTRIBUTING,RELEASING,SECURITY}.md', '{docs,manifests,grafana}/**/*.md', 'test/fixtures/README.md'],
  { cwd: repository },
).toSorted();

export function everyCommand(): readonly Command[] {
  return pages.flatMap(commandsOf);
}

function commandsOf(page: string): readonly Command[] {
  const found: Omit<Command, 'page'>[] = [];
  void marked.walkTokens(marked.lexer(readPage(page)), (token) => {
    found.push(...commandsIn(token));
  });
  // The code span in a row is a token of its own, without the row's output.
  const shown = new Set(found.flatMap(({ text, output }) => (output === undefined ? [] : [text])));
  return found
    .filter(({ text, output }) => output !== undefined || !shown.has(text))
    .map((command) => ({ page, ...command }));
}

function commandsIn(token: Token): readonly Omit<Command, 'page'>[] {
  if (token.type === 'codespan') return isCommand(token['text'] as string) ? typed([token['text'] as string]) : [];
  if (token.type === 'table') return (token as Tokens.Table).rows.flatMap(exampleIn);
  if (token.type !== 'code') return [];
  const lines = (token['text'] as string).split('\n');
  if (token['lang'] === 'sh' || (isIndented(token) && isScript(lines))) return typed(lines);
  return token['lang'] === 'console' || token['lang'] === '' ? session(lines) : [];
}

/** The command of a row that links to its output in docs/examples. */
function exampleIn(row: readonly Tokens.TableCell[]): readonly Omit<Command, 'page'>[] {
  const [command, link] = row.map(({ tokens: [first] }) => first);
  const href = link?.type === 'link' ? (link['href'] as string) : '';
  if (command?.type !== 'codespan' || !href.startsWith('examples/')) return [];
  return [{ text: command['text'] as string, output: readPage(`docs/${href}`) }];
}

function isIndented(token: Token): boolean {
  return (token as { readonly codeBlockStyle?: string }).codeBlockStyle === 'indented';
}

/** Of an indented block the first line tells; every line of a script is then a command. */
function isScript([first = '']: readonly string[]): boolean {
  return programs.has(first.split(' ')[0] ?? '') || /^[A-Z]+=/.test(first);
}

/** A name alone is spoken of, not typed. */
function isCommand(text: string): boolean {
  return text.includes(' ') && programs.has(text.split(' ')[0] ?? '');
}

function typed(lines: readonly string[]): readonly Omit<Command, 'page'>[] {
  const texts = lines.map((line) => line.replace(/(?:^|\s+)#\s.*$/, ''));
  return texts.filter((text) => text !== '').map((text) => ({ text, output: undefined }));
}

/** What follows `$ ` is typed, and what follows that is shown. */
function session(lines: readonly string[]): readonly Omit<Command, 'page'>[] {
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  return starts.flatMap((start, index) => {
    const shown = lines.slice(start + 1, starts[index + 1]);
    return typed([(lines[start] ?? '').slice(2)]).map(({ text }) => ({
      text,
      output: shown.map((line) => `${line}\n`).join(''),
    }));
  });
}

/** The commands that a synopsis stands for: `--x=a|b` is each of them, `[--y]` is with it and without it. */
export function meant(text: string): readonly string[] {
  const optional = / \[([^[\]]+)\]/.exec(text);
  if (optional !== null) {
    const [whole, inner = ''] = optional;
    return [text.replace(whole, ''), text.replace(whole, ` ${inner}`)].flatMap(meant);
  }
  const choice = /(?<==)[\w.-]+(?:\|[\w.-]+)+/.exec(text)?.[0];
  if (choice === undefined) return [text];
  return choice.split('|').flatMap((one) => meant(text.replace(choice, one)));
}
