// The other processes of a node: many that sleep, and a storm of short-lived ones. Made by a shell, to keep Node.js small.

import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const sleepers = 'i=0; while [ $i -lt $1 ]; do sleep 1000000 & i=$((i+1)); done; wait';
/** Ten forks, one of them the pause itself, about fifty times a second. */
const storm = 'while :; do for i in 1 2 3 4 5 6 7 8 9; do : & done; sleep 0.0165; wait; done';

export async function startCrowd(size: number): Promise<ChildProcess> {
  const child = shell(sleepers, `${size}`);
  const count = (): number => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
  while (count() < size) await sleep(100);
  await sleep(1000);
  return child;
}

export function startStorm(): ChildProcess {
  return shell(storm);
}

/** How many processes and threads the machine has made since it booted. */
export function forks(): number {
  return Number(/^processes (\d+)/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
}

function shell(script: string, ...words: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', script, 'sh', ...words], { stdio: 'ignore' });
}
