// A file that the user names to be judged, or standard input: bounded as a static pod manifest is.

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { type Result, ok, failWith } from '../../model/result.ts';
import { describeErrno, errorCode } from '../errno.ts';
import { maxManifestBytes } from './manifests.ts';
import { decodeText, readTextFile, type TextFile } from './text-file.ts';

/** `path` as the user names it: relative to the working directory. */
export async function readInputFile(path: string): Promise<Result<string>> {
  return asText(await readTextFile({ root: '/', path: resolve(path), shownAs: path }, maxManifestBytes));
}

export async function readStandardInput(shownAs: string): Promise<Result<string>> {
  try {
    return asText(decodeText(await takeBytes(maxManifestBytes + 1), shownAs, maxManifestBytes));
  } catch (error) {
    return failWith('configuration_unreadable', `${shownAs} ${describeErrno(errorCode(error))}`);
  }
}

/** No more than so many: the other side may never end. */
async function takeBytes(most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Descriptor 0; the name does not count.
  for await (const chunk of createReadStream('', { fd: 0 }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= most) break;
  }
  return Buffer.concat(chunks);
}

function asText(file: TextFile): Result<string> {
  return file.ok ? ok(file.text) : failWith('configuration_unreadable', file.detail);
}
