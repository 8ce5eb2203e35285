import { readFileSync } from 'node:fs';

import { childOf, startChild } from './child-process.ts';
import { waitUntil } from './wait-until.ts';

// A node of its own on the machine's network: what runs through the answered command sees, in /proc, only what else runs through it.
export async function openNode(directory: string): Promise<readonly string[]> {
  // Its first process takes leave of orphans.
  const first = ['bash', '-c', 'sleep infinity & wait; exit'];
  const holder = await startChild({
    name: 'node',
    argv: ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', ...first],
    environment: {},
    logDirectory: directory,
  });
  const open = async (): Promise<number | undefined> => {
    const pid = childOf(holder.pid);
    // Once it is bash, its /proc is mounted.
    return pid !== undefined && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'bash\n' ? pid : undefined;
  };
  const pid = await waitUntil(open, { timeoutMs: 5000, everyMs: 5, describe: () => holder.stderr() });
  return ['nsenter', '--pid', '--mount', `--target=${pid}`, '--'];
}
