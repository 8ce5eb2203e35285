// Paths of another root: the host below --path.rootfs, or a container below /proc/PID/root.

import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As many links as Linux follows before it gives up. */
const maxLinks = 40;

/**
 * The real path of `path` inside `root`, with every symbolic link taken as if `root` were `/`, so that no link leads out.
 * A component that does not exist ends the walk; the read that follows then says what is missing.
 * Throws ELOOP where links never end, and the system's error where a component cannot be looked at.
 */
export function resolveInRoot(root: string, path: string): string {
  let rest = components(path);
  let resolved = '/';
  for (let links = 0; rest.length > 0;) {
    const [next = '', ...others] = rest;
    rest = others;
    const candidate = next === '..' ? dirname(resolved) : join(resolved, next);
    const target = next === '..' ? undefined : linkTarget(join(root, candidate));
    if (target === 'missing' && !others.includes('..')) return join(root, candidate, ...others);
    if (target === undefined || target === 'missing') {
      resolved = candidate;
      continue;
    }
    links += 1;
    if (links > maxLinks)
      throw Object.assign(new Error(`too many symbolic links in ${path}`), { code: 'ELOOP' });
    if (target.startsWith('/')) resolved = '/';
    rest = [...components(target), ...rest];
  }
  return join(root, resolved);
}

function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** With a slash at the end, so that it is told from `missing`; `undefined` for what is no link. */
function linkTarget(path: string): `${string}/` | 'missing' | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'missing';
  return status.isSymbolicLink() ? `${readlinkSync(path)}/` : undefined;
}
