// System errors as data.

import { fail, ok, type Result } from '../model/result.ts';

/** The code of a system error, such as ENOENT. Any other error is a bug and is thrown on. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  return code;
}

/** Makes a system call; it fails with the code of the system's error. */
export function callSystem<T>(call: () => T): Result<T, string> {
  try {
    return ok(call());
  } catch (error) {
    return fail(errorCode(error));
  }
}

/** `callSystem` for a call that may hang. */
export async function callSystemAsync<T>(call: () => Promise<T>): Promise<Result<T, string>> {
  try {
    return ok(await call());
  } catch (error) {
    return fail(errorCode(error));
  }
}

const phrases: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read (permission denied)',
  EPERM: 'may not be read (operation not permitted)',
  ENOTDIR: 'is not a directory, or lies below something that is none',
  EISDIR: 'is a directory',
  ELOOP: 'has symbolic links that never end',
  EIO: 'cannot be read (input/output error)',
  EMFILE: 'cannot be opened (too many open files)',
  ENFILE: 'cannot be opened (too many open files on the node)',
  ENXIO: 'is not a regular file',
};

/** Describes the error of a path, such as "does not exist". */
export function describeErrno(code: string): string {
  return phrases[code] ?? `cannot be read (${code})`;
}
