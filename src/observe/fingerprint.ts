// What was read, by identity: tells with a few stats whether any of it has changed since.

import { statSync } from 'node:fs';
import { errorCode } from './errno.ts';
import { resolveInRoot } from './rooted-path.ts';

/** File systems stamp times in steps of up to a scheduler tick: a younger file may change unseen. In milliseconds. */
const youngMilliseconds = 50;

export type PathFingerprints = {
  /** Notes a path's identity; to be called before the path is read. */
  readonly note: (root: string, path: string) => void;
  readonly haveChanged: () => boolean;
};

export function createPathFingerprints(now: () => number): PathFingerprints {
  const noted = new Map<
    string,
    { readonly root: string; readonly path: string; readonly identity: string }
  >();
  return {
    note: (root, path) => {
      noted.set(`${root}\0${path}`, { root, path, identity: identityOf(root, path, now()) });
    },
    haveChanged: () =>
      [...noted.values()].some(({ root, path, identity }) => identityOf(root, path, 0) !== identity),
  };
}

/** A file that is still young gets an identity that nothing equals, so that it is read once more. */
function identityOf(root: string, path: string, now: number): string {
  try {
    const status = statSync(resolveInRoot(root, path), { bigint: true, throwIfNoEntry: false });
    if (status === undefined) return 'missing';
    const { dev, ino, size, mtimeNs, ctimeNs, nlink } = status;
    const young =
      now !== 0 && Math.abs(now - Number(ctimeNs / 1_000_000n)) < youngMilliseconds ? ' young' : '';
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs} ${nlink}${young}`;
  } catch (error) {
    return errorCode(error);
  }
}
