// What was read, by identity: tells with a few stats whether any of it has changed since.

import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../errno.ts';
import { isOnLocalFileSystem } from './file-system.ts';
import { resolveInRoot, resolveInRootAsync } from './rooted-path.ts';

/** File systems stamp times in steps of a scheduler tick, 10 ms at most: a younger file may change unseen. In milliseconds. */
const youngMilliseconds = 20;

export type PathFingerprints = {
  /** Notes a path's identity; to be awaited before the path is read. */
  readonly note: (root: string, path: string) => Promise<void>;
  /** Looks at what is on a local file system. `thorough`: links on the way to a path are followed anew. */
  readonly haveChanged: (thorough: boolean) => boolean;
  /** Some of it is on a file system that may hang, so that it is not looked at on the way. */
  readonly areSomeRemote: () => boolean;
  readonly haveRemoteChanged: () => Promise<boolean>;
};

type RealPath = { readonly real: string; readonly local: boolean };
type Noted = RealPath & { readonly root: string; readonly path: string; readonly identity: Identity };

/** A word where there is no file to look at, or where the file is too young to be trusted. */
type Identity = Pick<Stats, 'dev' | 'ino' | 'size' | 'mtimeMs' | 'ctimeMs' | 'nlink'> | string;
const young = 'young';

export function createPathFingerprints(now: () => number): PathFingerprints {
  const noted = new Map<string, Noted>();
  const placeOf = async (root: string, path: string): Promise<RealPath> => {
    const parent = noted.get(keyOf(root, dirname(path)));
    const direct = parent?.local === true ? join(parent.real, basename(path)) : undefined;
    // In a local directory only a link can lead to another file system.
    if (direct !== undefined && !isLink(direct)) return { real: direct, local: true };
    const real = await realPathAsync(root, path);
    return { real, local: await isOnLocalFileSystem(real) };
  };
  const remote = (): readonly Noted[] => [...noted.values()].filter(({ local }) => !local);
  return {
    note: async (root, path) => {
      const place = await placeOf(root, path);
      const at = now();
      const identity = place.local ? identityOf(place.real, at) : await identityOfRemote(place.real, at);
      noted.set(keyOf(root, path), { root, path, ...place, identity });
    },
    haveChanged: (thorough) => {
      const directories = new Map<string, string>();
      return [...noted.values()].some(
        (one) => one.local && (hasChanged(one) || (thorough && hasMoved(one, directories))),
      );
    },
    areSomeRemote: () => remote().length > 0,
    haveRemoteChanged: async () => {
      for (const { root, path, real, identity } of remote()) {
        if ((await realPathAsync(root, path)) !== real || !isSame(await identityOfRemote(real, 0), identity))
          return true;
      }
      return false;
    },
  };
}

function keyOf(root: string, path: string): string {
  return `${root}\0${path}`;
}

function hasChanged(one: Noted): boolean {
  return !isSame(identityOf(one.real, 0), one.identity);
}

/** What is young equals nothing, so that it is read once more. */
function isSame(a: Identity, b: Identity): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b && a !== young;
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
  const directory = directories.get(parent) ?? realDirectory(join(root, dirname(path)), root, dirname(path));
  directories.set(parent, directory);
  // A path that was no link and becomes one gets another identity: only links are followed to their end again.
  const isPlain = real === join(directory, basename(path));
  return !isPlain && realPath(root, path) !== real;
}

/** The system follows links faster, but only where there are none it follows them as if `root` were `/`. */
function realDirectory(written: string, root: string, path: string): string {
  try {
    if (realpathSync.native(written) === written) return written;
  } catch (error) {
    errorCode(error);
  }
  return realPath(root, path);
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function realPath(root: string, path: string): string {
  try {
    return resolveInRoot(root, path);
  } catch (error) {
    return unresolved(root, path, error);
  }
}

/** The same where looking may hang. */
function realPathAsync(root: string, path: string): Promise<string> {
  return resolveInRootAsync(root, path).catch((error: unknown) => unresolved(root, path, error));
}

/** A path whose links cannot be followed stays as it is written; its own identity then says why. */
function unresolved(root: string, path: string, error: unknown): string {
  errorCode(error);
  return join(root, path);
}

function identityOf(real: string, now: number): Identity {
  try {
    return identityOfStatus(statSync(real, { throwIfNoEntry: false }), now);
  } catch (error) {
    return errorCode(error);
  }
}

async function identityOfRemote(real: string, now: number): Promise<Identity> {
  try {
    return identityOfStatus(await stat(real), now);
  } catch (error) {
    return errorCode(error);
  }
}

function identityOfStatus(status: Stats | undefined, now: number): Identity {
  if (status === undefined) return 'missing';
  return now !== 0 && Math.abs(now - status.ctimeMs) < youngMilliseconds ? young : status;
}
