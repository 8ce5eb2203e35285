// A file that the user names to be judged, or standard input: bounded as a static pod manifest is.

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { failWith, type Result } from '../../model/result.ts';
import { callSystemAsync, describeErrno } from '../errno.ts';
import { takeBytes } from '../take-bytes.ts';
import { maxManifestBytes } from './manifests.ts';
import { alwaysReason, decodeText, readTextFile, withReason } from './rooted/text-file.ts';

const reasons = alwaysReason('configuration_unreadable');

/** `path` as the user names it: relative to the working directory. */
export async function readInputFile(path: string): Promise<Result<string>> {
  const file = { root: '/', path: resolve(path), shownAs: path };
  return withReason(await readTextFile(file, maxManifestBytes), reasons);
}

/** `shownAs` names the input in messages. */
export async function readStandardInput(shownAs: string): Promise<Result<string>> {
  // The descriptor takes the place of the path.
  const input = createReadStream('', { fd: 0 }) as AsyncIterable<Buffer>;
  const bytes = await callSystemAsync(() => takeBytes(input, maxManifestBytes));
  return bytes.ok
    ? withReason(decodeText(bytes.value, shownAs, maxManifestBytes), reasons)
    : failWith('configuration_unreadable', `${shownAs} ${describeErrno(bytes.error)}`);
}
