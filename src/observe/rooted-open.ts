// Opening a file of another root. What was checked is what is opened: a link that is swapped in meanwhile leads nowhere.

import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';

/** Linux's O_PATH, which Node.js does not name: a handle to a place that opens nothing there. */
const pathOnly = 0o10000000;
const { O_DIRECTORY, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** As many links as Linux follows before it gives up. */
const maxLinks = 40;

/**
 * Opens `path` inside `root` for reading, with every symbolic link taken as if `root` were `/`; `undefined` when it is no regular
 * file. Each component is reached from the one before it and never through a link. Throws the system's errors.
 */
export function openInRoot(root: string, path: string): number | undefined {
  const handles = [openSync(root, pathOnly | O_DIRECTORY)];
  try {
    let rest = components(path);
    for (let links = 0; rest.length > 0;) {
      const [name = '', ...others] = rest;
      const target = name === '..' ? leave(handles, 1) : enter(handles, name);
      if (target !== undefined) links += 1;
      if (links > maxLinks) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
      if (target?.startsWith('/') === true) leave(handles, handles.length);
      rest = target === undefined ? others : [...components(target), ...others];
    }
    const found = placeOf(handles);
    // Opened anew only when it is known to be harmless: a device may act when it is opened.
    return fstatSync(handles.at(-1) ?? -1).isFile()
      ? openSync(found, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      : undefined;
  } finally {
    for (const handle of handles) closeSync(handle);
  }
}

function placeOf(handles: readonly number[]): string {
  return `/proc/self/fd/${handles.at(-1)}`;
}

/** Goes on to a component, or returns the target of the link that it is. */
function enter(handles: number[], name: string): string | undefined {
  const child = `${placeOf(handles)}/${name}`;
  const handle = openSync(child, pathOnly | O_NOFOLLOW);
  if (!fstatSync(handle).isSymbolicLink()) {
    handles.push(handle);
    return undefined;
  }
  closeSync(handle);
  return readlinkSync(child);
}

/** Goes up, and never beyond the root. */
function leave(handles: number[], levels: number): undefined {
  for (let level = 0; level < levels && handles.length > 1; level += 1) closeSync(handles.pop() ?? -1);
}

function components(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
