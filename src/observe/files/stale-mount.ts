// Which directory of the host a mount point shows. It changes when that directory is renamed away or removed.

import { readFile, stat } from 'node:fs/promises';
import { errorCode } from '../errno.ts';
import { resolveInRootAsync } from './rooted-path.ts';

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

type Mount = {
  /** Which directory it shows; the mount's own id tells nothing, because the kernel gives it to the next one again. */
  readonly directory: string;
  readonly root: string;
};

/** Remembers what a mount showed at first, and says when the same directory has got another path on the host. */
export function createMountWatch(
  mountinfoPath = '/proc/self/mountinfo',
): (root: string, path: string) => Promise<boolean> {
  const first = new Map<string, Mount>();
  return async (root, path) => {
    const mountinfo = await readFile(mountinfoPath, 'utf8').catch(() => '');
    const mount = await mountedAt(mountinfo, root, path);
    if (mount === undefined) return false;
    const before = first.get(path);
    const known = before?.directory === mount.directory ? before : mount;
    first.set(path, known);
    return known.root !== mount.root || mount.root.endsWith('//deleted');
  };
}

/** The kernel knows a mount point by its real path: without links, `..` and a slash at the end. */
async function mountedAt(mountinfo: string, root: string, path: string): Promise<Mount | undefined> {
  try {
    const real = await resolveInRootAsync(root, path);
    const mountRoot = parseMountRoot(mountinfo, real);
    if (mountRoot === undefined) return undefined;
    const { dev, ino } = await stat(real, { bigint: true });
    return { directory: `${dev} ${ino}`, root: mountRoot };
  } catch (error) {
    errorCode(error);
    return undefined;
  }
}
