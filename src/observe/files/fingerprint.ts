// The identity of every path that was read: a few stats show whether any of them has changed since.

import { lstatSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Depth } from '../../model/observation.ts';
import type { Result } from '../../model/result.ts';
import { callSystem, callSystemAsync } from '../errno.ts';
import { isOnLocalFileSystem } from './rooted/file-system.ts';
import { resolveInRoot, resolveInRootAsync } from './rooted/rooted-path.ts';

/** Age in milliseconds below which a change may not show: file systems stamp times in ticks of up to 10 ms. */
const settlingTime = 20;

export type PathFingerprints = {
  /** Records a path's identity; to be awaited before the path is read. */
  readonly record: (root: string, path: string) => Promise<void>;
  /** Compares the paths of local file systems. A full look also follows the links on the way to each path anew. */
  readonly haveChanged: (depth: Depth) => boolean;
  /** Reports paths on a file system that may hang, which only `haveRemoteChanged` compares. */
  readonly hasRemotePaths: () => boolean;
  readonly haveRemoteChanged: () => Promise<boolean>;
};

type RealPath = { readonly real: string; readonly local: boolean };
type Fingerprint = RealPath & { readonly root: string; readonly path: string; readonly identity: string };

/** `now` is the time of day in milliseconds, as file systems stamp it. */
export function createPathFingerprints(now: () => number): PathFingerprints {
  const recorded = new Map<string, Fingerprint>();
  const realPathOf = async (root: string, path: string): Promise<RealPath> => {
    const parent = recorded.get(keyOf(root, dirname(path)));
    const direct = parent?.local === true ? join(parent.real, basename(path)) : undefined;
    // In a local directory only a link can lead to another file system.
    if (direct !== undefined && !isLink(direct)) return { real: direct, local: true };
    const real = await realPathAsync(root, path);
    return { real, local: await isOnLocalFileSystem(real) };
  };
  const remotePaths = (): readonly Fingerprint[] => [...recorded.values()].filter(({ local }) => !local);
  return {
    record: async (root, path) => {
      const { real, local } = await realPathOf(root, path);
      const at = now();
      const status = local ? statusOf(real) : await statusOfRemote(real);
      const isRecent = status.ok && status.value && Math.abs(at - status.value.ctimeMs) < settlingTime;
      // A file that is too recent equals nothing, so that it is read once more.
      const identity = isRecent ? 'too recent' : identityOf(status);
      recorded.set(keyOf(root, path), { root, path, real, local, identity });
    },
    haveChanged: (depth) => {
      const directories = new Map<string, string>();
      const hasChanged = (before: Fingerprint): boolean =>
        identityOf(statusOf(before.real)) !== before.identity || (depth === 'full' && hasMoved(before, directories));
      return [...recorded.values()].some((before) => before.local && hasChanged(before));
    },
    hasRemotePaths: () => remotePaths().length > 0,
    haveRemoteChanged: async () => {
      for (const { root, path, real, identity } of remotePaths()) {
        if ((await realPathAsync(root, path)) !== real) return true;
        if (identityOf(await statusOfRemote(real)) !== identity) return true;
      }
      return false;
    },
  };
}

function keyOf(root: string, path: string): string {
  return `${root}\0${path}`;
}

type Status = Result<Stats | undefined, string>;

function statusOf(real: string): Status {
  return callSystem(() => statSync(real, { throwIfNoEntry: false }));
}

function statusOfRemote(real: string): Promise<Status> {
  return callSystemAsync(() => stat(real));
}

/** A text that differs for another content, another file or another error. */
function identityOf(status: Status): string {
  if (!status.ok) return status.error;
  if (status.value === undefined) return 'ENOENT';
  const { dev, ino, size, mtimeMs, ctimeMs, nlink } = status.value;
  return [dev, ino, size, mtimeMs, ctimeMs, nlink].join(' ');
}

/** Follows the links on the way again. `directories` caches the real path of each parent. */
function hasMoved({ root, path, real }: Fingerprint, directories: Map<string, string>): boolean {
  const parent = keyOf(root, dirname(path));
  const directory = directories.get(parent) ?? realPath(root, dirname(path));
  directories.set(parent, directory);
  // A path that becomes a link gets another identity, so only links are followed to their end again.
  const isPlain = real === join(directory, basename(path));
  return !isPlain && realPath(root, path) !== real;
}

function isLink(path: string): boolean {
  const status = callSystem(() => lstatSync(path, { throwIfNoEntry: false }));
  return status.ok && status.value?.isSymbolicLink() === true;
}

/** A path whose links cannot be followed stays as it is written; its identity then shows the error. */
function realPath(root: string, path: string): string {
  const real = callSystem(() => resolveInRoot(root, path));
  return real.ok ? real.value : join(root, path);
}

/** `realPath` for a file system that may hang. */
async function realPathAsync(root: string, path: string): Promise<string> {
  const real = await callSystemAsync(() => resolveInRootAsync(root, path));
  return real.ok ? real.value : join(root, path);
}
