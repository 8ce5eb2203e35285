// Reading one regular text file, bounded in size and never waiting for a writer.

import type { FileHandle } from 'node:fs/promises';
import { describeErrno, errorCode } from '../errno.ts';
import { openInRoot } from './rooted-open.ts';

export type TextFile =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'too_large' | 'not_text';
      readonly detail: string;
    };

export type RootedFile = {
  readonly root: string;
  readonly path: string;
  /** The name that messages use. */
  readonly shownAs: string;
};

export async function readTextFile({ root, path, shownAs }: RootedFile, maxBytes: number): Promise<TextFile> {
  let file: FileHandle | undefined;
  try {
    file = await openInRoot(root, path);
    if (file === undefined)
      return { ok: false, problem: 'unreadable', detail: `${shownAs} is not a regular file` };
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
  if ((await file.stat()).size > maxBytes) return tooLarge(shownAs, maxBytes);
  const buffer = Buffer.allocUnsafe(maxBytes + 1);
  const length = await fill(file, buffer);
  return decodeText(buffer.subarray(0, length), shownAs, maxBytes);
}

function tooLarge(shownAs: string, maxBytes: number): TextFile {
  const detail = `${shownAs} has more than the ${maxBytes} bytes that are read`;
  return { ok: false, problem: 'too_large', detail };
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

/** `bytes` may be one more than may be read, and is too large then. */
export function decodeText(bytes: Buffer, shownAs: string, maxBytes: number): TextFile {
  if (bytes.length > maxBytes) return tooLarge(shownAs, maxBytes);
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: 'not_text', detail: `${shownAs} is not UTF-8 text` };
  }
}
