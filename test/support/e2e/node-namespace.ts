import { type Child, childOf, startChild } from './child-process.ts';
import { waitUntil } from './wait-until.ts';

export type NodeNamespace = {
  // Before a command: runs it in there, as a child of what is started.
  readonly through: readonly [string, ...string[]];
  // Ends all that is in there.
  readonly end: () => ReturnType<Child['stop']>;
};

// A node of its own on the machine's network: what runs in there sees, in /proc, only what else does.
export async function openNode(directory: string): Promise<NodeNamespace> {
  // Its first process takes leave of orphans, so that their ids can be given again.
  const first = ['bash', '-c', 'sleep infinity & wait; exit'];
  const holder = await startChild({
    name: 'node',
    argv: ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', ...first],
    environment: {},
    logDirectory: directory,
  });
  // Once it is bash, its /proc is mounted.
  const open = async (): Promise<number | undefined> => childOf(holder.pid, 'bash');
  const pid = await waitUntil(open, { timeoutMs: 60_000, everyMs: 5, describe: () => holder.stderr() });
  return {
    through: ['nsenter', '--pid', '--mount', `--target=${pid}`, '--'],
    end: () => holder.stop('SIGKILL'),
  };
}
