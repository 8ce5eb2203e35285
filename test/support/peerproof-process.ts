// The program as its users start it: a process of its own, by way of src/main.ts.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freePort } from './e2e/free-ports.ts';
import { waitUntil } from './e2e/wait-until.ts';

export const repository = join(import.meta.dirname, '../..');

/** The Node.js that runs TypeScript as it is: this one, or the pinned one beside it. */
export const node =
  Number.parseInt(process.versions.node, 10) >= 24 ? process.execPath : join(repository, 'node_modules/node/bin/node');

type Surroundings = {
  readonly environment?: Readonly<Record<string, string>>;
  /** The program and what runs it, in place of src/main.ts. */
  readonly program?: readonly string[];
  /** What starts the program, such as `setpriv` with its options. */
  readonly through?: readonly string[];
};

type Running = {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the exit code once the process and its output have ended. */
  readonly ended: Promise<number | null>;
};

export type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export async function runPeerproof(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const { ended, stdout, stderr } = startPeerproof(args, surroundings);
  const code = await ended;
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Does not wait until it is ready. */
export function startPeerproof(
  args: readonly string[],
  { environment = {}, program = [node, join(repository, 'src/main.ts')], through = [] }: Surroundings = {},
): Running {
  const [command = node, ...words] = [...through, ...program, ...args];
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  const child = spawn(command, words, { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { child, stdout: () => output.stdout, stderr: () => output.stderr, ended };
}

export type ServingPeerproof = Running & { readonly web: string; readonly health: string };

/** Starts the agent on free ports of the loopback and waits until it is ready. */
export async function servePeerproof(
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<ServingPeerproof> {
  const [web, health] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const addresses = [`--web.listen-address=${web}`, `--web.health-address=${health}`];
  const running = startPeerproof(['serve', ...addresses, ...args], surroundings);
  const isReady = async (): Promise<true | undefined> => {
    if (running.child.exitCode !== null) throw new Error(`The agent ended: ${running.stderr()}`);
    const answer = await fetch(`http://${health}/readyz`).catch(() => undefined);
    return answer?.status === 200 ? true : undefined;
  };
  await waitUntil(isReady, { timeoutMs: 60_000, everyMs: 10, describe: running.stderr });
  return { ...running, web: `http://${web}`, health: `http://${health}` };
}
