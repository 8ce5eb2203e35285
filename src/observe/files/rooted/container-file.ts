// A file that a container names: where its process sees it, or where the pod's volumes put it on the host.

import { join, posix } from 'node:path';
import { fail, failWith, type Result } from '../../../model/result.ts';
import { readProcLink } from '../../processes/procfs.ts';
import { type ProblemReasons, readTextFile, type TextFile, withReason } from './text-file.ts';

export type FileRequest = {
  /** The path as the program names it; a relative path starts at the working directory of the process. */
  readonly path: string;
  readonly pid: number | undefined;
  /** The volumes that the declaring pod mounts, with the host's directory behind each. */
  readonly mounts: readonly { readonly mountPath: string; readonly hostPath: string | undefined }[];
  readonly containerised: boolean;
};

/** The directories that stand for the host's `/` and `/proc`. */
export type HostPaths = { readonly rootfs: string; readonly procfs: string };

export type BeforeRead = (root: string, path: string) => Promise<void>;

/** A kind of file, such as etcd's configuration file, with its limits. */
export type FileKind = {
  readonly maxBytes: number;
  /** Limit for all files of an assessment together, in characters. */
  readonly maxCharacters: number;
  readonly reasons: ProblemReasons;
  /** Detail of a failure beyond `maxCharacters`. */
  readonly tooMuchText: string;
};

/** Returns a reader for an assessment. `beforeRead` is awaited before each file is read. */
export function createContainerFileReader(
  paths: HostPaths,
  beforeRead: BeforeRead,
  { maxBytes, maxCharacters, reasons, tooMuchText }: FileKind,
): (request: FileRequest) => Promise<Result<string>> {
  let characters = 0;
  return async (request) => {
    const file = await readContainerFile(paths, request, beforeRead, maxBytes);
    characters += file.ok ? file.value.length : 0;
    return file.ok && characters > maxCharacters ? failWith(reasons.too_large, tooMuchText) : withReason(file, reasons);
  };
}

type RootedPath = { readonly root: string; readonly path: string };

/** Tries /proc/PID/root, then the pod's hostPath volumes, then --path.rootfs (only for a process of the host itself). */
async function readContainerFile(
  paths: HostPaths,
  request: FileRequest,
  beforeRead: BeforeRead,
  maxBytes: number,
): Promise<TextFile> {
  // Linux accepts no longer path, and a message must stay readable.
  const shownAs = request.path.length > 4096 ? `${request.path.slice(0, 80)}…` : request.path;
  let outcome: TextFile | undefined;
  for (const { root, path } of candidatePaths(paths, request)) {
    await beforeRead(root, path);
    const file = await readTextFile({ root, path, shownAs }, maxBytes);
    if (file.ok) return file;
    // A refusal at one path explains more than an absence at another.
    if (outcome === undefined || (!outcome.ok && outcome.error.kind === 'missing')) outcome = file;
  }
  const detail = `${shownAs} is inside the container and in no host directory that its pod mounts`;
  return outcome ?? fail({ kind: 'unreadable', detail });
}

function candidatePaths(
  { rootfs, procfs }: HostPaths,
  { path, pid, mounts, containerised }: FileRequest,
): readonly RootedPath[] {
  const seenByProcess = pid === undefined ? [] : [pathSeenByProcess(join(procfs, `${pid}`), path)];
  if (!path.startsWith('/')) return seenByProcess;
  const onHost = hostPathOf(path, mounts) ?? (containerised ? undefined : path);
  return onHost === undefined ? seenByProcess : [...seenByProcess, { root: rootfs, path: onHost }];
}

/** A relative path may climb out of the working directory, so it is resolved from the process's root. */
function pathSeenByProcess(directory: string, path: string): RootedPath {
  const root = join(directory, 'root');
  if (path.startsWith('/')) return { root, path };
  const cwd = readProcLink(join(directory, 'cwd'));
  if (cwd.ok && cwd.value.startsWith('/')) return { root, path: posix.join(cwd.value, path) };
  return { root: join(directory, 'cwd'), path };
}

/** The host's path of a container's path, by the longest mount that holds it; `undefined` when none leads to the host. */
export function hostPathOf(path: string, mounts: FileRequest['mounts']): string | undefined {
  const wanted = posix.normalize(path);
  const holding = mounts
    .map(({ mountPath, hostPath }) => ({ mountPath: posix.normalize(`${mountPath}/`), hostPath }))
    .filter(({ mountPath }) => wanted.startsWith(mountPath) || `${wanted}/` === mountPath)
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
  if (holding?.hostPath === undefined) return undefined;
  return posix.join(holding.hostPath, wanted.slice(holding.mountPath.length));
}
