// A file of procfs on a kept descriptor: reading it again costs a microsecond, and it stays bound to its process.

import { closeSync, openSync, readSync } from 'node:fs';
import { callSystem } from '../errno.ts';

export type KeptFile = {
  /** The file's present text, up to 4 KiB; `undefined` once its process is gone. */
  readonly read: () => string | undefined;
  readonly close: () => void;
};

/** The present text of a file, up to 4 KiB; `undefined` when there is no such file. */
export function readOnce(path: string): string | undefined {
  const file = keepFile(path);
  const text = file?.read();
  file?.close();
  return text;
}

const buffer = Buffer.allocUnsafe(4096);

/** `undefined` when the file cannot be opened. */
export function keepFile(path: string): KeptFile | undefined {
  const descriptor = callSystem(() => openSync(path, 'r'));
  if (!descriptor.ok) return undefined;
  return {
    read: () => {
      const length = callSystem(() => readSync(descriptor.value, buffer, 0, buffer.length, 0));
      return length.ok ? buffer.toString('latin1', 0, length.value) : undefined;
    },
    close: () => closeSync(descriptor.value),
  };
}
