// Reads a regular text file, bounded in size and without waiting for a writer.

import type { FileHandle } from 'node:fs/promises';
import type { Reason } from '../../../model/reason.ts';
import { fail, failWith, ok, type Result } from '../../../model/result.ts';
import { describeErrno, errorCode } from '../../errno.ts';
import { openInRoot } from './rooted-open.ts';

type FileProblem = {
  readonly kind: 'missing' | 'unreadable' | 'too_large' | 'not_text';
  readonly detail: string;
};

export type TextFile = Result<string, FileProblem>;

export type RootedFile = {
  readonly root: string;
  readonly path: string;
  /** The name that messages use. */
  readonly shownAs: string;
};

/** Fails for a file that is missing, unreadable, not regular, larger than `maxBytes` or not UTF-8. */
export async function readTextFile({ root, path, shownAs }: RootedFile, maxBytes: number): Promise<TextFile> {
  let file: FileHandle | undefined;
  try {
    file = await openInRoot(root, path);
    if (file === undefined) return fail({ kind: 'unreadable', detail: `${shownAs} is not a regular file` });
    return await readOpenFile(file, shownAs, maxBytes);
  } catch (error) {
    const code = errorCode(error);
    const kind = code === 'ENOENT' ? 'missing' : 'unreadable';
    return fail({ kind, detail: `${shownAs} ${describeErrno(code)}` });
  } finally {
    await file?.close();
  }
}

async function readOpenFile(file: FileHandle, shownAs: string, maxBytes: number): Promise<TextFile> {
  if ((await file.stat()).size > maxBytes) return tooLarge(shownAs, maxBytes);
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  const length = await fill(file, buffer);
  return decodeText(buffer.subarray(0, length), shownAs, maxBytes);
}

function tooLarge(shownAs: string, maxBytes: number): TextFile {
  return fail({ kind: 'too_large', detail: `${shownAs} has more than the ${maxBytes} bytes that are read` });
}

/** Reads to the end or the limit: growing files and those of procfs do not report their size. */
async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) return length;
  }
}

/** Fails for more than `maxBytes` bytes, and for bytes that are not UTF-8. */
export function decodeText(bytes: Buffer, shownAs: string, maxBytes: number): TextFile {
  if (bytes.length > maxBytes) return tooLarge(shownAs, maxBytes);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return fail({ kind: 'not_text', detail: `${shownAs} is not UTF-8 text` });
  }
}

export type ProblemReasons = Readonly<Record<FileProblem['kind'], Reason>>;

/** Uses the same reason for every kind of problem. */
export function alwaysReason(reason: Reason): ProblemReasons {
  return { missing: reason, unreadable: reason, too_large: reason, not_text: reason };
}

/** Gives a problem the reason that reports show for it. */
export function withReason(file: TextFile, reasons: ProblemReasons): Result<string> {
  return file.ok ? file : failWith(reasons[file.error.kind], file.error.detail);
}
