import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { ProcessFilter } from '../../../../src/observe/processes/processes.ts';
import { waitUntil } from '../../e2e/wait-until.ts';

let made = 0;

/** A program name that no other test uses, and the filter that wants it alone. */
export function uniqueName(): { readonly name: string; readonly wanted: ProcessFilter } {
  made += 1;
  const name = `wanted-${process.pid}-${made}`;
  return { name, wanted: ([program = '']) => (program.endsWith(name) ? 'etcd' : undefined) };
}

/** A shell that runs `script` with its standard input open; `$1` and so on are `more`. */
export function shell(script: string, ...more: readonly string[]): ChildProcess & { readonly pid: number } {
  const child = spawn('bash', ['-c', script, 'bash', ...more], { stdio: ['pipe', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('bash cannot be started');
  return Object.assign(child, { pid: child.pid });
}

export async function waitForProgram(pid: number, name: string): Promise<void> {
  const isThere = (): true | undefined =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(name) ? true : undefined;
  await waitUntil(async () => isThere(), { timeoutMs: 50_000, everyMs: 2, describe: () => `no ${name}` });
}
