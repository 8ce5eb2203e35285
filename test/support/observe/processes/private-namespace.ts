import { execFileSync, spawnSync } from 'node:child_process';
import { node, repository } from '../../peerproof-process.ts';

const words = ['--pid', '--fork', '--mount-proc', '--kill-child'];

/** Making a process namespace takes root, or a kernel that lets users have their own. */
export const canMakeNamespace = spawnSync('unshare', [...words, 'true']).status === 0;

/** Runs a module's text among no processes but its own, for `timeout` milliseconds at most, and answers what it writes. */
export function inPrivateNamespace(module: string, timeout = 60_000): string {
  const start = [...words, node, '--no-warnings', '--input-type=module-typescript', '-e', module];
  return execFileSync('unshare', start, { cwd: repository, encoding: 'utf8', timeout });
}
