// Test files that see no processes but their own: each worker is a Node.js in a PID namespace, with a /proc of its own. So files that
// start etcd, and that look through /proc for every etcd of the machine, can run side by side.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PoolOptions, PoolWorker } from 'vitest/node';

const name = 'process-namespace';
const unshare = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;
// The kernel ends it with the run, also when that is killed.
const tied = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;
// The first process takes leave of orphans, which Node.js would not.
const underShell = ['sh', '-c', '"$@"; exit $?', 'sh'] as const;

/** Not everywhere may a user have namespaces. */
export function hasProcessNamespaces(): boolean {
  const [command, ...words] = [...tied, ...unshare, 'true'] as const;
  return spawnSync(command, words).status === 0;
}

export const processNamespacePool = {
  name,
  createPoolWorker: (options: PoolOptions): PoolWorker => namespacedWorker(options),
} as const;

function namespacedWorker({ distPath, env, execArgv, project }: PoolOptions): PoolWorker {
  const worker = [process.execPath, ...execArgv, join(distPath, 'workers/forks.js')];
  const [command, ...words] = [...tied, ...unshare, ...underShell, ...worker] as const;
  const { outputStream, errorStream } = project.vitest.logger;
  let child: ChildProcess | undefined;
  let ended: Promise<void> | undefined;
  const running = (): ChildProcess => {
    if (child === undefined) throw new Error('This worker does not run');
    return child;
  };
  return {
    name,
    on: (event, callback) => void running().on(event, callback),
    off: (event, callback) => void running().off(event, callback),
    send: (message) => void running().send(message),
    deserialize: (data) => data,
    start: async () => {
      const started = spawn(command, words, {
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
      });
      started.stdout?.pipe(outputStream, { end: false });
      started.stderr?.pipe(errorStream, { end: false });
      ended = new Promise((resolve) => {
        started.once('close', () => resolve());
        // Vitest listens while it runs a file; what is said to one that has just died must not end the whole run.
        started.on('error', () => resolve());
      });
      child = started;
    },
    stop: async () => {
      // unshare lets no other signal end it while its child runs.
      child?.kill('SIGKILL');
      await ended;
    },
  };
}
