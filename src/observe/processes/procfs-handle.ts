// A file of procfs on a kept descriptor: reading it again costs a microsecond, and it stays bound to its process.

import { closeSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../errno.ts';

export type KeptFile = {
  /** The file's present text, up to 4 KiB; `undefined` once its process is gone. */
  readonly read: () => string | undefined;
  readonly close: () => void;
};

/** The same, read once; `undefined` when there is no such file. */
export function readOnce(path: string): string | undefined {
  const file = keepFile(path);
  const text = file?.read();
  file?.close();
  return text;
}

const buffer = Buffer.allocUnsafe(4096);

/** `undefined` when the file cannot be opened. */
export function keepFile(path: string): KeptFile | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    errorCode(error);
    return undefined;
  }
  return {
    read: () => {
      try {
        return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, buffer.length, 0));
      } catch (error) {
        errorCode(error);
        return undefined;
      }
    },
    close: () => closeSync(descriptor),
  };
}
