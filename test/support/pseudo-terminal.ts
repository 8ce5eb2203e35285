// The program on a real terminal of a known size, by script(1) and stty(1).

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { node, repository } from './peerproof-process.ts';

export type Seen = { readonly code: number | null; readonly text: string };

type TerminalOptions = {
  readonly columns: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Before `script`, such as `nsenter` with its options. */
  readonly through?: readonly string[];
  /** After the command, such as `2>/dev/null`. */
  readonly redirection?: string;
};

/** Runs `peerproof` with these words; answers everything that the terminal was sent. */
export async function onTerminal(words: readonly string[], options: TerminalOptions): Promise<Seen> {
  const { columns, environment = {}, through = [], redirection = '' } = options;
  const quoted = [node, join(repository, 'src/main.ts'), ...words].map((word) => `'${word}'`).join(' ');
  const command = `stty cols ${columns} rows 24; exec ${quoted} ${redirection}`;
  const [program, ...args] = [...through, 'script', '-qec', command, '/dev/null'];
  const env = {
    PATH: process.env['PATH'] ?? '',
    SHELL: '/bin/sh',
    TERM: 'xterm',
    LANG: 'C.UTF-8',
    ...environment,
  };
  const child = spawn(program, args, { env, cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, text: text.replaceAll('\r\n', '\n') };
}
