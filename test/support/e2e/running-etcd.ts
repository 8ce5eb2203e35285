import { readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

// The agent judges every etcd of the machine, so a foreign one would decide what is shown of it.
export function refuseForeignEtcd(): void {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && isEtcd(entry));
  if (pids.length === 0) return;
  const way =
    'stop it, or run this in a PID namespace of its own: unshare --pid --fork --mount-proc --kill-child COMMAND';
  throw new Error(`Cannot judge this machine's etcd: another one runs as pid ${pids.join(', ')}; ${way}`);
}

function isEtcd(pid: string): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)) === 'etcd';
  } catch {
    return false;
  }
}
