// The identity of every path that was read: a few stats show whether any of them has changed since.

import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Depth } from '../../model/observation.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import { attempt, attemptAsync } from '../errno.ts';
import { isOnLocalFileSystem } from './rooted/file-system.ts';
import { resolveInRoot, resolveInRootAsync } from './rooted/rooted-path.ts';

/** File systems stamp times in steps of a scheduler tick, 10 ms at most: a change of a younger file may not show. In milliseconds. */
const settlingTime = 20;

export type PathFingerprints = {
  /** Notes a path's identity; to be awaited before the path is read. */
  readonly note: (root: string, path: string) => Promise<void>;
  /** Compares the paths of local file systems. A full look also follows the links on the way to each path anew. */
  readonly haveChanged: (depth: Depth) => boolean;
  /** Some paths are on a file system that may hang, and are only compared by `haveRemoteChanged`. */
  readonly hasRemotePaths: () => boolean;
  readonly haveRemoteChanged: () => Promise<boolean>;
};

type RealPath = { readonly real: string; readonly local: boolean };
type Noted = RealPath & { readonly root: string; readonly path: string; readonly identity: Identity };

/** Fails with the system's error, or for a file that is too recent to be compared. */
type Identity = Result<Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs' | 'nlink'>, string>;
const tooRecent = 'too_recent';

/** `now` is the time of day in milliseconds, as file systems stamp it. */
export function createPathFingerprints(now: () => number): PathFingerprints {
  const noted = new Map<string, Noted>();
  const realPathOf = async (root: string, path: string): Promise<RealPath> => {
    const parent = noted.get(keyOf(root, dirname(path)));
    const direct = parent?.local === true ? join(parent.real, basename(path)) : undefined;
    // In a local directory only a link can lead to another file system.
    if (direct !== undefined && !isLink(direct)) return { real: direct, local: true };
    const real = await realPathAsync(root, path);
    return { real, local: await isOnLocalFileSystem(real) };
  };
  const remotePaths = (): readonly Noted[] => [...noted.values()].filter(({ local }) => !local);
  return {
    note: async (root, path) => {
      const { real, local } = await realPathOf(root, path);
      const at = now();
      const identity = local ? identityOf(real) : await identityOfRemote(real);
      const isTooRecent = identity.ok && Math.abs(at - identity.value.ctimeMs) < settlingTime;
      noted.set(keyOf(root, path), {
        root,
        path,
        real,
        local,
        identity: isTooRecent ? fail(tooRecent) : identity,
      });
    },
    haveChanged: (depth) => {
      const directories = new Map<string, string>();
      return [...noted.values()].some(
        (one) => one.local && (hasChanged(one) || (depth === 'full' && hasMoved(one, directories))),
      );
    },
    hasRemotePaths: () => remotePaths().length > 0,
    haveRemoteChanged: async () => {
      for (const { root, path, real, identity } of remotePaths()) {
        if ((await realPathAsync(root, path)) !== real || !isSame(await identityOfRemote(real), identity))
          return true;
      }
      return false;
    },
  };
}

function keyOf(root: string, path: string): string {
  return `${root}\0${path}`;
}

function hasChanged({ real, identity }: Noted): boolean {
  return !isSame(identityOf(real), identity);
}

/** A file that is too recent equals nothing, so that it is read once more. */
function isSame(now: Identity, before: Identity): boolean {
  if (!now.ok || !before.ok) return !now.ok && !before.ok && now.error === before.error;
  const [a, b] = [now.value, before.value];
  return (
    a.ino === b.ino &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs &&
    a.size === b.size &&
    a.nlink === b.nlink &&
    a.dev === b.dev
  );
}

function hasMoved({ root, path, real }: Noted, directories: Map<string, string>): boolean {
  const parent = keyOf(root, dirname(path));
  const directory = directories.get(parent) ?? realDirectory(root, dirname(path));
  directories.set(parent, directory);
  // A path that was no link and becomes one gets another identity: only links are followed to their end again.
  const isPlain = real === join(directory, basename(path));
  return !isPlain && realPath(root, path) !== real;
}

/** The system follows links faster, but as if `root` were `/` only where there are none. */
function realDirectory(root: string, path: string): string {
  const written = join(root, path);
  const real = attempt(() => realpathSync.native(written));
  return real.ok && real.value === written ? written : realPath(root, path);
}

function isLink(path: string): boolean {
  const status = attempt(() => lstatSync(path, { throwIfNoEntry: false }));
  return status.ok && status.value?.isSymbolicLink() === true;
}

/** A path whose links cannot be followed stays as it is written; its own identity then shows the error. */
function realPath(root: string, path: string): string {
  const real = attempt(() => resolveInRoot(root, path));
  return real.ok ? real.value : join(root, path);
}

/** `realPath` for a file system that may hang. */
async function realPathAsync(root: string, path: string): Promise<string> {
  const real = await attemptAsync(() => resolveInRootAsync(root, path));
  return real.ok ? real.value : join(root, path);
}

function identityOf(real: string): Identity {
  const status = attempt(() => statSync(real, { throwIfNoEntry: false }));
  if (!status.ok) return status;
  return status.value === undefined ? fail('ENOENT') : ok(status.value);
}

function identityOfRemote(real: string): Promise<Identity> {
  return attemptAsync(() => stat(real));
}
