import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { waitUntil } from '../e2e/wait-until.ts';

export type MountNamespace = {
  /** Before a command: runs it in there. */
  readonly through: readonly string[];
  /** Runs a shell script in there; `$1` and so on are `words`. */
  readonly run: (script: string, ...words: readonly string[]) => void;
};

/** Mounts that only those see who run `through` it, and that end with the test. */
export async function mountNamespace(): Promise<MountNamespace> {
  const holder = spawn('unshare', ['--mount', '--propagation=private', 'sleep', '1000'], { stdio: 'ignore' });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const isThere = async (): Promise<true | undefined> =>
    readFileSync(`/proc/${holder.pid}/cmdline`, 'utf8').startsWith('sleep') ? true : undefined;
  await waitUntil(isThere, { timeoutMs: 60_000, everyMs: 5, describe: () => 'no mount namespace' });
  const place = `/proc/${holder.pid}/ns/mnt`;
  if (readlinkSync(place) === readlinkSync('/proc/self/ns/mnt')) throw new Error('no mount namespace');
  const through = ['nsenter', `--mount=${place}`, '--'];
  return {
    through,
    run: (script, ...words) => {
      const [command = '', ...args] = [...through, 'sh', '-ec', script, 'sh', ...words];
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000 });
    },
  };
}
