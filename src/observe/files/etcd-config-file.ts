// etcd's own configuration file, as the process or the pod names it.

import { type Result, ok, failWith } from '../../model/result.ts';
import { type BeforeRead, type FileRequest, readContainerFile } from './container-file.ts';
import type { TextFile } from './text-file.ts';

/** etcd's file has a few dozen lines. Any process can name itself etcd and have its file parsed, which costs. In bytes. */
export const maxConfigFileBytes = 64 * 1024;

/** Of all etcds in one assessment, in characters. */
const maxTextTogether = 128 * 1024;

/** A reader for one assessment: beyond a bound on all texts together, what it reads is too large. */
export function createConfigFileReader(
  rootfs: string,
  procfs: string,
  beforeRead: BeforeRead,
): (request: FileRequest) => Promise<Result<string>> {
  let length = 0;
  return async (request) => {
    const file = await readConfigFile(rootfs, procfs, request, beforeRead);
    length += file.ok ? file.value.length : 0;
    if (!file.ok || length <= maxTextTogether) return file;
    return failWith('config_file_too_large', 'the configuration files of all etcds together are too large');
  };
}

export async function readConfigFile(
  rootfs: string,
  procfs: string,
  request: FileRequest,
  beforeRead: BeforeRead,
): Promise<Result<string>> {
  return asText(await readContainerFile({ rootfs, procfs }, request, beforeRead, maxConfigFileBytes));
}

function asText(file: TextFile): Result<string> {
  if (file.ok) return ok(file.text);
  const reasons = {
    missing: 'config_file_missing',
    unreadable: 'config_file_unreadable',
    too_large: 'config_file_too_large',
    not_text: 'config_file_invalid',
  } as const;
  return failWith(reasons[file.problem], file.detail);
}
