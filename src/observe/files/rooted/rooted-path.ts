// Paths of another root: the host below --path.rootfs, or a container below /proc/PID/root.

import { lstatSync, readlinkSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../../model/result.ts';
import { errorCode } from '../../errno.ts';

/** Number of links that Linux follows in a path. */
const maxLinks = 40;

/** Throws ELOOP for more links than Linux follows. */
export function checkLinkCount(links: number): void {
  if (links > maxLinks) throw Object.assign(new Error('too many symbolic links'), { code: 'ELOOP' });
}

/** Splits a path, without empty parts and dots. */
export function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/**
 * The real path of `path` inside `root`, with every symbolic link followed as if `root` were `/`, so that no link leads out.
 * A missing component ends the walk; the read that follows then reports it.
 * Throws ELOOP where links never end, and the system's error where a component cannot be examined.
 */
export function resolveInRoot(root: string, path: string): string {
  const walk = walkInRoot(root, path);
  let step = walk.next();
  while (step.done !== true) step = walk.next(linkTarget(step.value));
  return step.value;
}

/** `resolveInRoot` for a file system that may hang. */
export async function resolveInRootAsync(root: string, path: string): Promise<string> {
  const walk = walkInRoot(root, path);
  let step = walk.next();
  while (step.done !== true) step = walk.next(await linkTargetAsync(step.value));
  return step.value;
}

type LinkTarget = Result<string, 'missing' | 'not_a_link'>;

/** Yields each path whose link target it needs. */
function* walkInRoot(root: string, path: string): Generator<string, string, LinkTarget> {
  let rest = components(path);
  let resolved = '/';
  for (let links = 0; rest.length > 0;) {
    const [next = '', ...others] = rest;
    rest = others;
    const candidate = next === '..' ? dirname(resolved) : join(resolved, next);
    const target = next === '..' ? fail('not_a_link' as const) : yield join(root, candidate);
    if (target.ok) {
      links += 1;
      checkLinkCount(links);
      if (target.value.startsWith('/')) resolved = '/';
      rest = [...components(target.value), ...others];
    } else if (target.error === 'missing' && !others.includes('..')) {
      return join(root, candidate, ...others);
    } else resolved = candidate;
  }
  return join(root, resolved);
}

function linkTarget(path: string): LinkTarget {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return fail('missing');
  return status.isSymbolicLink() ? ok(readlinkSync(path)) : fail('not_a_link');
}

async function linkTargetAsync(path: string): Promise<LinkTarget> {
  try {
    return (await lstat(path)).isSymbolicLink() ? ok(await readlink(path)) : fail('not_a_link');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return fail('missing');
    throw error;
  }
}
