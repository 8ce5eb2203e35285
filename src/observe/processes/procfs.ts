// Files of procfs, read synchronously into one reused buffer: asynchronous reads cost 15 to 40 times more here.

import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { fail, ok, type Result } from '../../model/result.ts';
import { callSystem } from '../errno.ts';

/** Fails with the code of the system's error. */
export type ProcRead<T> = Result<T, string>;

/** The kernel's limit for argv and environment together is 6 MiB; nothing that large is a configuration. In bytes. */
const maxBytes = 1024 * 1024;

/** A file of a saved tree may be a link to anywhere, or a FIFO without a writer. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

const buffer = Buffer.allocUnsafe(maxBytes + 1);

/** In bytes. */
const headLength = 4096;

/** Reads a file to its end. Fails with E2BIG beyond 1 MiB. The next read overwrites the bytes. */
export function readProcBytes(path: string): ProcRead<Buffer> {
  const length = withDescriptor(path, fill);
  if (!length.ok) return length;
  return length.value > maxBytes ? fail('E2BIG') : ok(buffer.subarray(0, length.value));
}

/** Reads a file to its end. Fails with E2BIG beyond 1 MiB. */
export function readProcText(path: string): ProcRead<string> {
  const bytes = readProcBytes(path);
  return bytes.ok ? ok(bytes.value.toString('utf8')) : bytes;
}

/** Reads the head of a file, up to 4 KiB, in one read: that shows one state of a file of one record. The next read overwrites it. */
export function readProcHead(path: string): ProcRead<Buffer> {
  const length = withDescriptor(path, (descriptor) => readSync(descriptor, buffer, 0, headLength, null));
  return length.ok ? ok(buffer.subarray(0, length.value)) : length;
}

/** The first word of a NUL-separated file that is too large to be read; empty when it cannot be read. */
export function readFirstWord(path: string): string {
  const head = readProcHead(path);
  return head.ok ? (splitNul(head.value.toString('utf8'))[0] ?? '') : '';
}

function withDescriptor<T>(path: string, read: (descriptor: number) => T): ProcRead<T> {
  return callSystem(() => {
    const descriptor = openSync(path, openFlags);
    try {
      return read(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

function fill(descriptor: number): number {
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length === buffer.length) return length;
  }
}

export function readProcLink(path: string): ProcRead<string> {
  return callSystem(() => readlinkSync(path));
}

/** The process ids of a procfs, in any order. */
export function listProcesses(procfs: string): ProcRead<readonly number[]> {
  return callSystem(() =>
    readdirSync(procfs)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
}

/** NUL-separated words: the trailing NUL ends the last word, and may be missing. */
export function splitNul(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
}
