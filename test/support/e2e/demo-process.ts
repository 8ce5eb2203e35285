// A demonstration as its readers start it: a process with a directory of its own for what it leaves behind.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { repository } from '../peerproof-process.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { waitUntil } from './wait-until.ts';

export type Demo = {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  readonly press: (key: string) => void;
  readonly shows: (text: string | RegExp) => Promise<void>;
  /** What it has left behind. */
  readonly left: () => readonly string[];
};

export type Surroundings = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly root?: string;
};

export function startDemo(
  argv: readonly [string, ...string[]],
  { environment = {}, root = repository }: Surroundings,
): Demo {
  const scratch = temporaryDirectory();
  const [command, ...words] = argv;
  const env = { PATH: process.env['PATH'] ?? '', TERM: 'xterm', TMPDIR: scratch, ...environment };
  const child = spawn(command, words, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const shows = async (wanted: string | RegExp): Promise<void> => {
    const isThere = (): boolean => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text));
    const patience = { timeoutMs: 120_000, everyMs: 10, describe: () => `no ${wanted} in ${text}` };
    await waitUntil(async () => isThere() || undefined, patience);
  };
  return {
    child,
    output: () => text,
    ended,
    press: (key) => child.stdin.write(key),
    shows,
    left: () => readdirSync(scratch),
  };
}
