// Paths of another root: the host below --path.rootfs, or a container below /proc/PID/root.

import { lstatSync, readlinkSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../errno.ts';

/** As many links as Linux follows before it gives up. */
const maxLinks = 40;

/**
 * The real path of `path` inside `root`, with every symbolic link taken as if `root` were `/`, so that no link leads out.
 * A component that does not exist ends the walk; the read that follows then says what is missing.
 * Throws ELOOP where links never end, and the system's error where a component cannot be looked at.
 */
export function resolveInRoot(root: string, path: string): string {
  const walk = walkInRoot(root, path);
  let step = walk.next();
  while (step.done !== true) step = walk.next(linkTarget(step.value));
  return step.value;
}

/** The same where looking may hang. */
export async function resolveInRootAsync(root: string, path: string): Promise<string> {
  const walk = walkInRoot(root, path);
  let step = walk.next();
  while (step.done !== true) step = walk.next(await linkTargetAsync(step.value));
  return step.value;
}

/** With a slash at the end, so that it is told from `missing`; `undefined` for what is no link. */
type LinkTarget = `${string}/` | 'missing' | undefined;

/** Yields each path whose link target it wants to know. */
function* walkInRoot(root: string, path: string): Generator<string, string, LinkTarget> {
  let rest = components(path);
  let resolved = '/';
  for (let links = 0; rest.length > 0;) {
    const [next = '', ...others] = rest;
    rest = others;
    const candidate = next === '..' ? dirname(resolved) : join(resolved, next);
    const target = next === '..' ? undefined : yield join(root, candidate);
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

function linkTarget(path: string): LinkTarget {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'missing';
  return status.isSymbolicLink() ? `${readlinkSync(path)}/` : undefined;
}

async function linkTargetAsync(path: string): Promise<LinkTarget> {
  try {
    const status = await lstat(path);
    return status.isSymbolicLink() ? `${await readlink(path)}/` : undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
}
