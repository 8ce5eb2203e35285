// Reading one regular text file, bounded in size and never waiting for a writer.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { describeErrno, errorCode } from './errno.ts';

export type TextFile =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'too_large' | 'not_text';
      readonly detail: string;
    };

/** Reads `path`; `shownAs` is the name that messages use. */
export async function readTextFile(path: string, shownAs: string, maxBytes: number): Promise<TextFile> {
  let file: FileHandle | undefined;
  try {
    // Without O_NONBLOCK the open of a FIFO would wait for its writer.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return await readOpenFile(file, shownAs, maxBytes);
  } catch (error) {
    const code = errorCode(error);
    return {
      ok: false,
      problem: code === 'ENOENT' ? 'missing' : 'unreadable',
      detail: `${shownAs} ${describeErrno(code)}`,
    };
  } finally {
    await file?.close();
  }
}

async function readOpenFile(file: FileHandle, shownAs: string, maxBytes: number): Promise<TextFile> {
  const status = await file.stat();
  if (!status.isFile())
    return { ok: false, problem: 'unreadable', detail: `${shownAs} is not a regular file` };
  const tooLarge = `${shownAs} has more than the ${maxBytes} bytes that are read`;
  if (status.size > maxBytes) return { ok: false, problem: 'too_large', detail: tooLarge };
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  const length = await fill(file, buffer);
  if (length > maxBytes) return { ok: false, problem: 'too_large', detail: tooLarge };
  return decode(buffer.subarray(0, length), shownAs);
}

/** Files of procfs and files that grow do not tell their size: read until the end or the bound. */
async function fill(file: FileHandle, buffer: Buffer): Promise<number> {
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) return length;
  }
}

function decode(bytes: Buffer, shownAs: string): TextFile {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: 'not_text', detail: `${shownAs} is not UTF-8 text` };
  }
}
