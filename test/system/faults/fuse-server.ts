// A file system of one directory whose answers can be held back: speaks the kernel's FUSE protocol on descriptor 3.
// Its files are those of the directory in argv. Lines of standard input rule it: `hold`, `release`, `delay MILLISECONDS`.

import { openSync, read, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const device = 3;
const operation = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  statfs: 17,
  release: 18,
  flush: 25,
};
const more = { init: 26, opendir: 27, readdir: 28, releasedir: 29, interrupt: 36, batchForget: 42 };
const errors = { ENOENT: -2, ENOSYS: -38 };

const [backing = ''] = process.argv.slice(2);
const names: string[] = [];
let isHolding = false;
let delay = 0;
let held: (() => void)[] = [];

createInterface(process.stdin).on('line', (line) => {
  const [word, value] = line.split(' ');
  isHolding = word === 'hold';
  if (word === 'delay') delay = Number(value);
  for (const late of isHolding ? [] : held.splice(0)) late();
  process.stdout.write(`${line}\n`);
});

function reply(unique: bigint, error: number, payload: Buffer = Buffer.alloc(0)): void {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(16 + payload.length, 0);
  header.writeInt32LE(error, 4);
  header.writeBigUInt64LE(unique, 8);
  try {
    writeSync(device, Buffer.concat([header, payload]));
  } catch {
    // Whoever asked has given up.
  }
}

/** The first node is the directory; the others are files in the order in which they were asked for. */
function pathOf(node: bigint): string {
  return node === 1n ? backing : join(backing, names[Number(node) - 2] ?? '');
}

function nodeOf(name: string): bigint {
  if (!names.includes(name)) names.push(name);
  return BigInt(names.indexOf(name) + 2);
}

function attributes(node: bigint): Buffer {
  const { size, mode, nlink, mtimeNs, ctimeNs } = statSync(pathOf(node), { bigint: true });
  const buffer = Buffer.alloc(88);
  const times = [mtimeNs, mtimeNs, ctimeNs];
  const words = [node, size, 1n, ...times.map((time) => time / 1_000_000_000n)];
  for (const [index, word] of words.entries()) buffer.writeBigUInt64LE(word, index * 8);
  const tail = [...times.map((time) => time % 1_000_000_000n), mode, nlink].map(Number);
  for (const [index, word] of tail.entries()) buffer.writeUInt32LE(word, 48 + index * 4);
  return buffer;
}

/** Nothing may be kept: each look comes here. */
function entry(node: bigint): Buffer {
  const head = Buffer.alloc(40);
  head.writeBigUInt64LE(node, 0);
  return Buffer.concat([head, attributes(node)]);
}

function listing(offset: number): Buffer {
  const entries = readdirSync(backing).map((name, index) => {
    const bytes = Buffer.alloc(24 + Math.ceil(name.length / 8) * 8);
    bytes.writeBigUInt64LE(nodeOf(name), 0);
    bytes.writeBigUInt64LE(BigInt(index + 1), 8);
    bytes.writeUInt32LE(name.length, 16);
    bytes.writeUInt32LE(8, 20);
    bytes.write(name, 24);
    return bytes;
  });
  return Buffer.concat(entries.slice(offset));
}

function content(node: bigint, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  const length = readSync(openSync(pathOf(node), 'r'), bytes, 0, size, offset);
  return bytes.subarray(0, length);
}

function greeting(): Buffer {
  const buffer = Buffer.alloc(64);
  for (const [index, word] of [7, 31, 65_536, 0, 0, 65_536, 1].entries()) buffer.writeUInt32LE(word, index * 4);
  return buffer;
}

function answer(code: number, unique: bigint, node: bigint, body: Buffer): void {
  try {
    reply(unique, 0, payloadOf(code, node, body));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    reply(unique, isMissing ? errors.ENOENT : errors.ENOSYS);
  }
}

function payloadOf(code: number, node: bigint, body: Buffer): Buffer {
  const range = (): [number, number] => [Number(body.readBigUInt64LE(8)), body.readUInt32LE(16)];
  switch (code) {
    case more.init:
      return greeting();
    case operation.lookup:
      return entry(nodeOf(body.toString('utf8', 0, body.indexOf(0))));
    case operation.getattr:
      return Buffer.concat([Buffer.alloc(16), attributes(node)]);
    case more.opendir:
      return Buffer.alloc(16);
    case operation.open: {
      // FOPEN_DIRECT_IO: no page of it is kept.
      const opened = Buffer.alloc(16);
      opened.writeUInt32LE(1, 8);
      return opened;
    }
    case more.readdir:
      return listing(range()[0]);
    case operation.read:
      return content(node, ...range());
    case operation.statfs:
      return Buffer.alloc(80);
    case operation.release:
    case operation.flush:
    case more.releasedir:
      return Buffer.alloc(0);
    default:
      throw new Error('not known here');
  }
}

const unanswered: readonly number[] = [operation.forget, more.batchForget, more.interrupt];

function take(request: Buffer): void {
  const code = request.readUInt32LE(4);
  const [unique, node] = [request.readBigUInt64LE(8), request.readBigUInt64LE(16)];
  if (unanswered.includes(code)) return;
  const body = Buffer.from(request.subarray(40));
  const now = (): void => answer(code, unique, node, body);
  if (isHolding) held.push(now);
  else if (delay > 0) setTimeout(now, delay);
  else now();
}

const buffer = Buffer.alloc(1024 * 1024);
function serve(): void {
  read(device, buffer, 0, buffer.length, null, (error, length) => {
    // ENODEV: unmounted.
    if (error?.code === 'ENODEV') process.exit(0);
    if (error === null) take(buffer.subarray(0, length));
    serve();
  });
}
serve();
