// The node's files: read within a time limit for an assessment, and compared with what was read until the next one.

import type { Depth, ManifestDirectory } from '../../model/observation.ts';
import { type Failure, failWith, type Result } from '../../model/result.ts';
import { onceEvery } from '../once-every.ts';
import { createCaFileReader } from './ca-file.ts';
import { etcdConfigFile } from './etcd-config-file.ts';
import { createPathFingerprints, type PathFingerprints } from './fingerprint.ts';
import { createManifestDirectories } from './manifest-directories.ts';
import { readManifestDirectory } from './manifests.ts';
import { createReadDeadline } from './read-deadline.ts';
import { createContainerFileReader, type FileRequest, type HostPaths } from './rooted/container-file.ts';
import { createMountWatch } from './stale-mount.ts';
import { createUnchangedFiles } from './unchanged-files.ts';

export type NodePaths = HostPaths & {
  /** Static pod directories; none: those of the known distributions that exist. */
  readonly manifests: readonly string[];
};

export type NodeFiles = {
  /** Begins an assessment: `haveChanged` compares with the files that are read from now on. */
  readonly begin: () => void;
  readonly readManifests: () => Promise<readonly ManifestDirectory[]>;
  readonly readConfigFile: (request: FileRequest) => Promise<Result<string>>;
  /** The digest of each key in a CA file. */
  readonly readCaFile: (request: FileRequest) => Promise<Result<ReadonlySet<string>>>;
  /** The directories that the last read could read, as they are named on the host. */
  readonly readableDirectories: () => readonly string[];
  /** Reports whether any file may have changed since it was read. After a full look, false is certain. */
  readonly haveChanged: (depth: Depth) => boolean;
  /** An abandoned read still holds a thread. */
  readonly isHanging: () => boolean;
};

/** Time limit of reading a directory or file: two in a row fit into a scrape. In milliseconds. */
const readLimit = 4500;
/** Interval at which a quick look compares every file, and time after an assessment in which each quick look does. In milliseconds. */
const compareInterval = 1000;

/** The reads of one assessment. A read that ends too late belongs to the assessment that began it. */
type Reads = {
  readonly startedAt: number;
  readonly fingerprints: PathFingerprints;
  readonly readConfigFile: NodeFiles['readConfigFile'];
  readonly readCaFile: NodeFiles['readCaFile'];
  remoteHasChanged: boolean;
};

function newReads(paths: HostPaths, now: () => number): Reads {
  const fingerprints = createPathFingerprints(now);
  return {
    startedAt: performance.now(),
    fingerprints,
    readConfigFile: createContainerFileReader(paths, fingerprints.note, etcdConfigFile),
    readCaFile: createCaFileReader(paths, fingerprints.note),
    remoteHasChanged: false,
  };
}

export function createNodeFiles({ manifests, ...paths }: NodePaths, now: () => number): NodeFiles {
  const { rootfs } = paths;
  const isRemounted = createMountWatch();
  const deadline = createReadDeadline(readLimit);
  const directories = createManifestDirectories(rootfs, manifests, deadline);
  const isCompareDue = onceEvery(compareInterval);
  const unchanged = createUnchangedFiles();
  let reads = newReads(paths, now);
  let readable: readonly string[] = [];

  const readDirectory = async (path: string): Promise<ManifestDirectory> => {
    const { note } = reads.fingerprints;
    const files = await deadline.inTime(path, async () => {
      await note(rootfs, path);
      if (await isRemounted(rootfs, path)) return staleMount(path);
      return await readManifestDirectory(rootfs, path, (file) => note(rootfs, file));
    });
    return { path, files: files ?? late(path) };
  };
  const readInTime = async <T>(
    request: FileRequest,
    read: (request: FileRequest) => Promise<Result<T>>,
  ): Promise<Result<T>> =>
    (await deadline.inTime(`${request.pid} ${request.path}`, () => read(request))) ?? late(request.path);

  /** The outcome counts at the next look. */
  const compareRemote = async (compared: Reads): Promise<void> => {
    const changed = await deadline.inTime('look', compared.fingerprints.haveRemoteChanged);
    compared.remoteHasChanged ||= changed === true;
  };

  return {
    begin: () => {
      reads = newReads(paths, now);
    },
    readManifests: async () => {
      const read = await Promise.all((await directories.all()).map(readDirectory));
      readable = read.filter(({ files }) => files.ok).map(({ path }) => path);
      return unchanged(read);
    },
    readConfigFile: (request) => readInTime(request, reads.readConfigFile),
    readCaFile: (request) => readInTime(request, reads.readCaFile),
    readableDirectories: () => readable,
    haveChanged: (depth) => {
      if (directories.hasNewDirectory(depth)) return true;
      const isFull = isCompareDue() || depth === 'full';
      // Changes come in groups, so looks right after an assessment compare; later the watcher is quick, and a look each second makes sure.
      if (!isFull && performance.now() >= reads.startedAt + compareInterval) return false;
      const { fingerprints, remoteHasChanged } = reads;
      if (deadline.hasRecovered() || remoteHasChanged) return true;
      if (fingerprints.haveChanged(isFull ? 'full' : 'quick')) return true;
      if (!fingerprints.hasRemotePaths()) return false;
      if (depth === 'quick' && isFull) void compareRemote(reads);
      // Only an assessment, which reads within a time limit, can show what a remote file holds now.
      return depth === 'full';
    },
    isHanging: deadline.isHanging,
  };
}

function staleMount(path: string): Failure {
  return failWith('mount_stale', `${path} is mounted from a directory that was replaced on the host`);
}

function late(path: string): Failure {
  return failWith('assessment_timed_out', `${path} could not be read within ${readLimit / 1000} s`);
}
