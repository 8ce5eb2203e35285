// Stale mounts: the directory that a mount point shows was renamed or removed on the host.

import { readFile, stat } from 'node:fs/promises';
import { callSystemAsync } from '../errno.ts';
import { resolveInRootAsync } from './rooted/rooted-path.ts';

/** The root field of the mount at exactly `path` in the text of /proc/self/mountinfo; `undefined` without such a mount. */
export function parseMountRoot(mountinfo: string, path: string): string | undefined {
  const lines = mountinfo.split('\n').map((line) => line.split(' '));
  const root = lines.findLast((fields) => unescapeOctal(fields[4] ?? '') === path)?.[3];
  return root === undefined ? undefined : unescapeOctal(root);
}

/** The kernel writes blanks and backslashes of paths as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 8)));
}

type Mount = {
  /** Device and inode of the mounted directory. Mount ids prove nothing, since the kernel reuses them. */
  readonly directory: string;
  readonly root: string;
};

/** Remembers the path on the host that each mounted directory had at first, and reports when it has another. */
export function createMountWatch(
  mountinfoPath = '/proc/self/mountinfo',
): (root: string, path: string) => Promise<boolean> {
  const first = new Map<string, Mount>();
  return async (root, path) => {
    const mountinfo = await readFile(mountinfoPath, 'utf8').catch(() => '');
    const mounted = await callSystemAsync(() => mountAt(mountinfo, root, path));
    const mount = mounted.ok ? mounted.value : undefined;
    if (mount === undefined) return false;
    const before = first.get(path);
    const known = before?.directory === mount.directory ? before : mount;
    first.set(path, known);
    return known.root !== mount.root || mount.root.endsWith('//deleted');
  };
}

/** The kernel knows a mount point by its real path: without links, `..` and a slash at the end. */
async function mountAt(mountinfo: string, root: string, path: string): Promise<Mount | undefined> {
  const real = await resolveInRootAsync(root, path);
  const mountRoot = parseMountRoot(mountinfo, real);
  if (mountRoot === undefined) return undefined;
  const { dev, ino } = await stat(real, { bigint: true });
  return { directory: `${dev} ${ino}`, root: mountRoot };
}
