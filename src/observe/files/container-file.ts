// A file that a container names: where its process sees it, or where the pod's volumes put it on the host.

import { join, posix } from 'node:path';
import { readProcLink } from '../processes/procfs.ts';
import { readTextFile, type TextFile } from './text-file.ts';

export type FileRequest = {
  /** As the program was given it; a relative path starts at the working directory of the process. */
  readonly path: string;
  readonly pid: number | undefined;
  /** What the declaring pod mounts, with the host's directory behind it. */
  readonly mounts: readonly { readonly mountPath: string; readonly hostPath: string | undefined }[];
  readonly containerised: boolean;
};

export type BeforeRead = (root: string, path: string) => Promise<void>;

type RootedPath = { readonly root: string; readonly path: string };

/** Tries /proc/PID/root, then the pod's hostPath volumes, then --path.rootfs (only for a process of the host itself). */
export async function readContainerFile(
  { rootfs, procfs }: { readonly rootfs: string; readonly procfs: string },
  request: FileRequest,
  beforeRead: BeforeRead,
  maxBytes: number,
): Promise<TextFile> {
  // Linux takes no longer path; nobody reads so long a message.
  const clipped = request.path.length > 4096 ? `${request.path.slice(0, 80)}…` : request.path;
  let outcome: TextFile | undefined;
  for (const { root, path } of candidatePaths(rootfs, procfs, request)) {
    await beforeRead(root, path);
    const attempt = await readTextFile({ root, path, shownAs: clipped }, maxBytes);
    // A refusal says more than an absence elsewhere.
    if (outcome === undefined || attempt.ok || (!outcome.ok && outcome.problem === 'missing'))
      outcome = attempt;
    if (attempt.ok) break;
  }
  const detail = `${clipped} is inside the container and in no host directory that its pod mounts`;
  return outcome ?? { ok: false, problem: 'unreadable', detail };
}

function candidatePaths(
  rootfs: string,
  procfs: string,
  { path, pid, mounts, containerised }: FileRequest,
): readonly RootedPath[] {
  const places: RootedPath[] = [];
  const isAbsolute = path.startsWith('/');
  if (pid !== undefined) places.push(pathSeenByProcess(join(procfs, `${pid}`), path));
  const mounted = isAbsolute ? hostPathOf(path, mounts) : undefined;
  if (mounted !== undefined) places.push({ root: rootfs, path: mounted });
  else if (isAbsolute && !containerised) places.push({ root: rootfs, path });
  return places;
}

/** A relative path may climb out of the working directory, so it is resolved from the process's root. */
function pathSeenByProcess(directory: string, path: string): RootedPath {
  const root = join(directory, 'root');
  if (path.startsWith('/')) return { root, path };
  const cwd = readProcLink(join(directory, 'cwd'));
  if (cwd.ok && cwd.value.startsWith('/')) return { root, path: posix.join(cwd.value, path) };
  return { root: join(directory, 'cwd'), path };
}

/** The host's path of a container's path, by the longest mount that holds it. */
export function hostPathOf(path: string, mounts: FileRequest['mounts']): string | undefined {
  const wanted = posix.normalize(path);
  const holding = mounts
    .map(({ mountPath, hostPath }) => ({ mountPath: posix.normalize(`${mountPath}/`), hostPath }))
    .filter(({ mountPath }) => wanted.startsWith(mountPath) || `${wanted}/` === mountPath)
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
  if (holding?.hostPath === undefined) return undefined;
  return posix.join(holding.hostPath, wanted.slice(holding.mountPath.length));
}
