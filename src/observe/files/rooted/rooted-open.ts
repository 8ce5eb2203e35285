// Opens a file of another root without following links out of it, even when a link is swapped in meanwhile.

import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { checkLinkCount, components } from './rooted-path.ts';

/** Linux's O_PATH, which Node.js does not name: a handle to a path that opens no file. */
const pathOnly = 0o10000000;
const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * Opens `path` inside `root` for reading, with every symbolic link followed as if `root` were `/`; `undefined` when it is no
 * regular file. Each component is reached from the one before it and never through a link. Throws the system's errors.
 */
export async function openInRoot(root: string, path: string): Promise<FileHandle | undefined> {
  const walk: Walk = { root: await enterRoot(root), handles: [] };
  try {
    let rest = components(path);
    for (let links = 0; rest.length > 0;) {
      const [name = '', ...others] = rest;
      const target = name === '..' ? await leave(walk, 1) : await enter(walk, name);
      links += target === undefined ? 0 : 1;
      checkLinkCount(links);
      if (target?.startsWith('/') === true) await leave(walk, walk.handles.length);
      rest = target === undefined ? others : [...components(target), ...others];
    }
    // Opening a device may have effects, so only a regular file is opened.
    return (await walk.handles.at(-1)?.stat())?.isFile() === true
      ? await open(handlePath(walk), O_RDONLY | O_NONBLOCK | O_NOCTTY)
      : undefined;
  } finally {
    await leave(walk, walk.handles.length);
    await walk.root?.close();
  }
}

/** The root, and each directory entered so far. */
type Walk = { readonly root: FileHandle | undefined; readonly handles: FileHandle[] };

/** Opens the root. `/` needs no handle, and Node.js denies it where only parts of it may be read. */
async function enterRoot(root: string): Promise<FileHandle | undefined> {
  return root === '/' ? undefined : await open(root, pathOnly | O_DIRECTORY);
}

function handlePath({ root, handles }: Walk): string {
  const last = handles.at(-1) ?? root;
  return last === undefined ? '' : `/proc/self/fd/${last.fd}`;
}

/** Enters a component, or returns the target of the link that it is. */
async function enter(walk: Walk, name: string): Promise<string | undefined> {
  const child = `${handlePath(walk)}/${name}`;
  const handle = await open(child, pathOnly | O_NOFOLLOW);
  walk.handles.push(handle);
  if (!(await handle.stat()).isSymbolicLink()) return undefined;
  await leave(walk, 1);
  return await readlink(child);
}

/** Goes up, and never beyond the root. */
async function leave({ handles }: Walk, levels: number): Promise<undefined> {
  const left = handles.splice(Math.max(0, handles.length - levels));
  await Promise.all(left.map((handle) => handle.close()));
}
