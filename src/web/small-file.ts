// Small files of an operator, read whole and without blocking.

import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';

/** In bytes. */
const maxSize = 1024 * 1024;

/** Throws for anything but a small regular file: a named pipe would block, or read as empty. */
export function readSmallFile(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Error(`${path} is not a regular file`);
    if (stats.size > maxSize) throw new Error(`${path} is larger than ${maxSize} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Returns a text that changes whenever the file at the path changes. */
export function fileIdentity(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return String(error);
  }
}
