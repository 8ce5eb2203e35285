// System errors as data.

/** The code of a system error, such as ENOENT. Anything else is a bug and is thrown on. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') throw error;
  return code;
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

/** What is wrong with a path, in words: "does not exist". */
export function describeErrno(code: string): string {
  return phrases[code] ?? `cannot be read (${code})`;
}
