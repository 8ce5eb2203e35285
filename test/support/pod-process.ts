// The program as it runs in a pod: its service account at the path where kubelet mounts it, in a mount namespace of its own.

import { spawnSync } from 'node:child_process';

const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];

/** Not everywhere may a user have namespaces. */
export function mayHaveMounts(): boolean {
  const may = spawnSync('unshare', [...own, '--mount', 'true']).status === 0;
  if (!may) process.stderr.write('tests in a mount namespace skipped: unshare --mount is not allowed here\n');
  return may;
}

/** What starts the program with this directory as its service account. */
export function withServiceAccount(directory: string): readonly string[] {
  const script = [
    'set -e',
    'mount -t tmpfs none /run',
    'mkdir -p /var/run/secrets/kubernetes.io',
    'ln -s "$0" /var/run/secrets/kubernetes.io/serviceaccount',
    'exec "$@"',
  ];
  return ['unshare', ...own, '--mount', 'sh', '-c', script.join('\n'), directory];
}
