// Opening a file of another root. What was checked is what is opened: a link that is swapped in meanwhile leads nowhere.

import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';

/** Linux's O_PATH, which Node.js does not name: a handle to a place that opens nothing there. */
const pathOnly = 0o10000000;
const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** As many links as Linux follows before it gives up. */
const maxLinks = 40;

/**
 * Opens `path` inside `root` for reading, with every symbolic link taken as if `root` were `/`; `undefined` when it is no regular
 * file. Each component is reached from the one before it and never through a link. Throws the system's errors.
 */
export async function openInRoot(root: string, path: string): Promise<FileHandle | undefined> {
  const handles = [await open(root, pathOnly | O_DIRECTORY)];
  try {
    let rest = components(path);
    for (let links = 0; rest.length > 0;) {
      const [name = '', ...others] = rest;
      const target = name === '..' ? await leave(handles, 1) : await enter(handles, name);
      if (target !== undefined) links += 1;
      if (links > maxLinks) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      if (target?.startsWith('/') === true) await leave(handles, handles.length);
      rest = target === undefined ? others : [...components(target), ...others];
    }
    // Opened anew only when it is known to be harmless: a device may act when it is opened.
    return (await handles.at(-1)?.stat())?.isFile() === true
      ? await open(placeOf(handles), O_RDONLY | O_NONBLOCK | O_NOCTTY)
      : undefined;
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

function placeOf(handles: readonly FileHandle[]): string {
  return `/proc/self/fd/${handles.at(-1)?.fd}`;
}

/** Goes on to a component, or returns the target of the link that it is. */
async function enter(handles: FileHandle[], name: string): Promise<string | undefined> {
  const child = `${placeOf(handles)}/${name}`;
  const handle = await open(child, pathOnly | O_NOFOLLOW);
  handles.push(handle);
  if (!(await handle.stat()).isSymbolicLink()) return undefined;
  await leave(handles, 1);
  return await readlink(child);
}

/** Goes up, and never beyond the root. */
async function leave(handles: FileHandle[], levels: number): Promise<undefined> {
  const left = handles.splice(Math.max(1, handles.length - levels));
  await Promise.all(left.map((handle) => handle.close()));
}

function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
