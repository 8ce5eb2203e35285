// Processes that look like an etcd with no peer security: a copy of `cat` by that name, started as container runtimes start theirs.

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Exec = {
  readonly name: string;
  readonly pid: number;
  /** In milliseconds since the epoch. */ readonly at: number;
};

/**
 * Forks a child for each line "NAME GAP", which waits for so many seconds, tells its id and the time, and becomes etcd.
 * `read -t` waits without another process.
 */
const starter = `
exec 3<> <(:)
while read -r name gap; do
  ( [ "$gap" = 0 ] || read -r -t "$gap" -u 3
    printf '%s %s %s\\n' "$name" "$BASHPID" "$EPOCHREALTIME"
    ETCD_NAME=$name exec "$0" <&3 ) &
done`;

export type EtcdStarter = {
  /** `gap` seconds lie between fork and exec. */
  readonly start: (name: string, gap: number) => void;
  readonly close: () => void;
};

/** `onExec` is told of each right before its exec; all of them get `environment`. */
export function createEtcdStarter(
  onExec: (exec: Exec) => void,
  environment: Readonly<Record<string, string>> = {},
): EtcdStarter {
  const program = join(mkdtempSync(join(tmpdir(), 'peerproof-bench-')), 'etcd');
  copyFileSync('/bin/cat', program);
  chmodSync(program, 0o755);
  const shell = spawn('bash', ['-c', starter, program], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  createInterface({ input: shell.stdout }).on('line', (line) => {
    const [name = '', pid, seconds] = line.split(' ');
    onExec({ name, pid: Number(pid), at: Number(seconds) * 1000 });
  });
  return {
    start: (name, gap) => void shell.stdin.write(`${name} ${gap}\n`),
    close: () => void shell.kill('SIGKILL'),
  };
}
