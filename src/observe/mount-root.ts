// Which directory of the host a mount point shows. It changes when that directory is renamed away or removed.

import { readFile } from 'node:fs/promises';
import { errorCode } from './errno.ts';
import { resolveInRoot } from './rooted-path.ts';

/** The root field of the mount at exactly `path` in the text of /proc/self/mountinfo; `undefined` when none is there. */
export function parseMountRoot(mountinfo: string, path: string): string | undefined {
  const line = mountinfo.split('\n').findLast((one) => unescapeOctal(one.split(' ')[4] ?? '') === path);
  const root = line?.split(' ')[3];
  return root === undefined ? undefined : unescapeOctal(root);
}

/** The kernel writes blanks and backslashes of paths as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}

/** Remembers what a mounted directory showed at first, and says when it shows something else. */
export function createMountWatch(
  mountinfoPath = '/proc/self/mountinfo',
): (root: string, path: string) => Promise<boolean> {
  const first = new Map<string, string>();
  return async (root, path) => {
    const mountinfo = await readFile(mountinfoPath, 'utf8').catch(() => '');
    const directory = mountedRoot(mountinfo, root, path);
    if (directory === undefined) return false;
    const known = first.get(path) ?? directory;
    first.set(path, known);
    return known !== directory || directory.endsWith('//deleted');
  };
}

/** The kernel knows a mount point by its real path: without links, `..` and a slash at the end. */
function mountedRoot(mountinfo: string, root: string, path: string): string | undefined {
  try {
    return parseMountRoot(mountinfo, resolveInRoot(root, path));
  } catch (error) {
    errorCode(error);
    return undefined;
  }
}
