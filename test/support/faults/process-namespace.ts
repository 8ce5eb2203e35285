import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openNode } from '../e2e/node-namespace.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export type ProcessNamespace = {
  /** Before a command: runs it in there. The command is then a child of what is started. */
  readonly through: readonly string[];
  /** Runs a bash script in there to its end, and answers what it prints. */
  readonly run: (script: string) => string;
  /**
   * Leaves behind a process that calls itself etcd and is configured by its environment, and answers its id in there.
   * `before` is a bash script that runs right before.
   */
  readonly startEtcd: (settings: readonly string[], before?: string) => number;
};

/** Processes that see only each other in their /proc, and end with the test. */
export async function processNamespace(): Promise<ProcessNamespace> {
  const { through, end } = await openNode(temporaryDirectory());
  onTestFinished(async () => void (await end()));
  const [command, ...words] = through;
  const run = (script: string): string => {
    return execFileSync(command, [...words, 'bash', '-ec', script], { encoding: 'utf8', timeout: 60_000 });
  };
  return {
    through,
    run,
    startEtcd: (settings, before = '') => {
      // A FIFO that it holds open for writing itself never ends.
      const fifo = join(temporaryDirectory(), 'fifo');
      execFileSync('mkfifo', [fifo]);
      const environment = ['ETCD_NAME=cp-1', 'ETCD_DATA_DIR=/var/lib/etcd', ...settings].join(' ');
      const etcd = `(export ${environment}; exec -a etcd cat <>'${fifo}' >/dev/null 2>&1)`;
      const wait = `until [ "$(tr -d '\\0' </proc/$!/cmdline)" = etcd ]; do sleep 0.01; done`;
      return Number(run(`${before}\n${etcd} & ${wait}; echo $!`));
    },
  };
}

/** What makes both rules pass. */
export const secureSettings = [
  'ETCD_LISTEN_PEER_URLS=https://192.0.2.11:2380',
  'ETCD_PEER_CERT_FILE=/c',
  'ETCD_PEER_KEY_FILE=/k',
  'ETCD_PEER_TRUSTED_CA_FILE=/ca',
  'ETCD_PEER_CLIENT_CERT_AUTH=true',
] as const;
