// etcd's own configuration file: where the process sees it, or where the pod's volumes put it on the host.

import { join, posix } from 'node:path';
import { type Read, readable, unreadable } from '../model/reason.ts';
import { readProcLink } from './procfs.ts';
import { readTextFile, type TextFile } from './text-file.ts';

/** etcd's file has a few dozen lines. Any process can name itself etcd and have its file parsed, which costs. In bytes. */
export const maxConfigFileBytes = 64 * 1024;

/** Of all etcds in one assessment, in characters. */
const maxTextTogether = 128 * 1024;

export type ConfigFileRequest = {
  /** As etcd was given it; a relative path starts at the working directory of the process. */
  readonly path: string;
  readonly pid: number | undefined;
  /** What the declaring pod mounts, with the host's directory behind it. */
  readonly mounts: readonly { readonly mountPath: string; readonly hostPath: string | undefined }[];
  readonly containerised: boolean;
};

type Place = { readonly root: string; readonly path: string };

type BeforeRead = (root: string, path: string) => Promise<void>;

/** A reader for one assessment: beyond a bound on all texts together, what it reads is too large. */
export function createConfigFileReader(
  rootfs: string,
  procfs: string,
  beforeRead: BeforeRead,
): (request: ConfigFileRequest) => Promise<Read<string>> {
  let length = 0;
  return async (request) => {
    const file = await readConfigFile(rootfs, procfs, request, beforeRead);
    length += file.ok ? file.value.length : 0;
    if (!file.ok || length <= maxTextTogether) return file;
    return unreadable('config_file_too_large', 'the configuration files of all etcds together are too large');
  };
}

/** Tries /proc/PID/root, then the pod's hostPath volumes, then --path.rootfs (only for a process of the host itself). */
export async function readConfigFile(
  rootfs: string,
  procfs: string,
  request: ConfigFileRequest,
  beforeRead: BeforeRead,
): Promise<Read<string>> {
  // Linux takes no longer path; nobody reads so long a message.
  const clipped = request.path.length > 4096 ? `${request.path.slice(0, 80)}…` : request.path;
  let outcome: TextFile | undefined;
  for (const { root, path } of candidatePlaces(rootfs, procfs, request)) {
    await beforeRead(root, path);
    const attempt = await readTextFile({ root, path, shownAs: clipped }, maxConfigFileBytes);
    // A refusal says more than an absence elsewhere.
    if (outcome === undefined || attempt.ok || (!outcome.ok && outcome.problem === 'missing'))
      outcome = attempt;
    if (attempt.ok) break;
  }
  if (outcome !== undefined) return asText(outcome);
  const detail = `${clipped} is inside the container and in no host directory that its pod mounts`;
  return unreadable('config_file_unreadable', detail);
}

function candidatePlaces(
  rootfs: string,
  procfs: string,
  { path, pid, mounts, containerised }: ConfigFileRequest,
): readonly Place[] {
  const places: Place[] = [];
  const isAbsolute = path.startsWith('/');
  if (pid !== undefined) places.push(placeOfProcess(join(procfs, `${pid}`), path));
  const mounted = isAbsolute ? hostPathOf(path, mounts) : undefined;
  if (mounted !== undefined) places.push({ root: rootfs, path: mounted });
  else if (isAbsolute && !containerised) places.push({ root: rootfs, path });
  return places;
}

/** A relative path may climb out of the working directory, so it is resolved from the process's root. */
function placeOfProcess(directory: string, path: string): Place {
  const root = join(directory, 'root');
  if (path.startsWith('/')) return { root, path };
  const cwd = readProcLink(join(directory, 'cwd'));
  if (cwd.ok && cwd.value.startsWith('/')) return { root, path: posix.join(cwd.value, path) };
  return { root: join(directory, 'cwd'), path };
}

/** The host's path of a container's path, by the longest mount that holds it. */
export function hostPathOf(path: string, mounts: ConfigFileRequest['mounts']): string | undefined {
  const wanted = posix.normalize(path);
  const holding = mounts
    .map(({ mountPath, hostPath }) => ({ mountPath: posix.normalize(`${mountPath}/`), hostPath }))
    .filter(({ mountPath }) => wanted.startsWith(mountPath) || `${wanted}/` === mountPath)
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
  if (holding?.hostPath === undefined) return undefined;
  return posix.join(holding.hostPath, wanted.slice(holding.mountPath.length));
}

function asText(file: TextFile): Read<string> {
  if (file.ok) return readable(file.text);
  const reasons = {
    missing: 'config_file_missing',
    unreadable: 'config_file_unreadable',
    too_large: 'config_file_too_large',
    not_text: 'config_file_invalid',
  } as const;
  return unreadable(reasons[file.problem], file.detail);
}
