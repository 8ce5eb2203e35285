// Files of procfs, read synchronously into one reused buffer: asynchronous reads cost 15 to 40 times more here.

import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { errorCode } from '../errno.ts';

export type ProcRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string };

/** The kernel's own bound on argv and environment together is 6 MiB; nothing that large is a configuration. In bytes. */
const maxBytes = 1024 * 1024;

/** In a saved tree a file may be a link to anywhere, or a FIFO that nobody writes to. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

let buffer = Buffer.allocUnsafe(64 * 1024);

/** Reads a file to its end, or to 1 MiB (then E2BIG). Errors are their codes. */
export function readProcText(path: string): ProcRead<string> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, openFlags);
    const length = fill(descriptor);
    return length > maxBytes
      ? { ok: false, code: 'E2BIG' }
      : { ok: true, value: buffer.toString('utf8', 0, length) };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The first word of a NUL-separated file that is too large to be read. */
export function readFirstWord(path: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, openFlags);
    const head = Buffer.alloc(4096);
    return splitNul(head.toString('utf8', 0, readSync(descriptor, head)))[0] ?? '';
  } catch (error) {
    errorCode(error);
    return '';
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function fill(descriptor: number): number {
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      if (length > maxBytes) return length;
      buffer = Buffer.concat([buffer], buffer.length * 4);
    }
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) return length;
    length += read;
  }
}

export function readProcLink(path: string): ProcRead<string> {
  try {
    return { ok: true, value: readlinkSync(path) };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
}

/** The process ids of a procfs, ascending. */
export function listProcesses(procfs: string): ProcRead<readonly number[]> {
  try {
    const names = readdirSync(procfs).filter((name) => /^\d+$/.test(name));
    return { ok: true, value: names.map(Number).toSorted((a, b) => a - b) };
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
}

/** NUL-separated words: the trailing NUL ends the last word, and may be missing. */
export function splitNul(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}
