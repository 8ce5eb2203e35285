// What this machine lets a test do. Where the run must prove everything, a missing ability is an error, never a skip.

import { spawnSync } from 'node:child_process';

const probes = {
  'mount in a namespace of its own': ['unshare', '--mount', '--propagation=private', 'true'],
  'mount FUSE file systems': [
    'unshare',
    '--mount',
    '--propagation=private',
    'sh',
    '-c',
    'exec 3<>/dev/fuse && mount -i -t fuse -o fd=3,rootmode=40755,user_id=0,group_id=0 held /mnt',
  ],
  'make process namespaces': ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child', 'true'],
  'make user namespaces': ['unshare', '--user', '--map-root-user', 'true'],
  'drop capabilities': ['setpriv', '--bounding-set=-all', '--inh-caps=-all', 'true'],
  'limit descriptors': ['prlimit', '--nofile=64:64', 'true'],
  'turn clocks with libfaketime': ['dpkg-query', '--show', 'libfaketime'],
} as const;

type Ability = keyof typeof probes;

/** For `describe.skipIf`: true, with a line that says why, where one of these cannot be done here. */
export function cannot(...abilities: readonly Ability[]): boolean {
  const missing = abilities.flatMap((ability) => {
    const [command, ...args] = probes[ability];
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    return status === 0 ? [] : [`cannot ${ability}: ${error?.message ?? stderr.trim()}`];
  });
  if (missing.length === 0) return false;
  const message = `${missing.join('; ')} (run as root, with the packages of scripts/install-debian-packages.sh)`;
  if (process.env['CI'] || process.env['PEERPROOF_REQUIRE_TOOLS']) throw new Error(message);
  process.stderr.write(`fault injection skipped: ${message}\n`);
  return true;
}
