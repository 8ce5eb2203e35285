// What was read, by identity: tells with a few stats whether any of it has changed since.

import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './errno.ts';
import { resolveInRoot } from './rooted-path.ts';

/** File systems stamp times in steps of up to a scheduler tick: a younger file may change unseen. In milliseconds. */
const youngMilliseconds = 50;

export type PathFingerprints = {
  /** Notes a path's identity; to be called before the path is read. */
  readonly note: (root: string, path: string) => void;
  /** `thorough`: links on the way to a path are followed anew. */
  readonly haveChanged: (thorough: boolean) => boolean;
};

type Noted = {
  readonly root: string;
  readonly path: string;
  readonly real: string;
  readonly identity: string;
};

export function createPathFingerprints(now: () => number): PathFingerprints {
  const noted = new Map<string, Noted>();
  const hasMoved = ({ root, path, real }: Noted, directories: Map<string, string>): boolean => {
    const parent = `${root}\0${dirname(path)}`;
    const directory = directories.get(parent) ?? realPath(root, dirname(path));
    directories.set(parent, directory);
    // A path that was no link and becomes one gets another identity: only links are followed to their end again.
    const isPlain = real === join(directory, basename(path));
    return !isPlain && realPath(root, path) !== real;
  };
  const hasChanged = (one: Noted): boolean => identityOf(one.real, 0) !== one.identity;
  return {
    note: (root, path) => {
      const real = realPath(root, path);
      noted.set(`${root}\0${path}`, { root, path, real, identity: identityOf(real, now()) });
    },
    haveChanged: (thorough) => {
      const directories = new Map<string, string>();
      return [...noted.values()].some((one) => hasChanged(one) || (thorough && hasMoved(one, directories)));
    },
  };
}

/** A path whose links cannot be followed stays as it is written; its own identity then says why. */
function realPath(root: string, path: string): string {
  try {
    return resolveInRoot(root, path);
  } catch (error) {
    errorCode(error);
    return join(root, path);
  }
}

/** A file that is still young gets an identity that nothing equals, so that it is read once more. */
function identityOf(real: string, now: number): string {
  try {
    const status = statSync(real, { bigint: true, throwIfNoEntry: false });
    if (status === undefined) return 'missing';
    const { dev, ino, size, mtimeNs, ctimeNs, nlink } = status;
    const young =
      now !== 0 && Math.abs(now - Number(ctimeNs / 1_000_000n)) < youngMilliseconds ? ' young' : '';
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs} ${nlink}${young}`;
  } catch (error) {
    return errorCode(error);
  }
}
