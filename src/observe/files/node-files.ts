// The node's files: read for an assessment within a time limit, then watched for changes until the next assessment.

import type { Depth, ManifestDirectory } from '../../model/observation.ts';
import { type Failure, failWith, type Result } from '../../model/result.ts';
import { onceEvery } from '../once-every.ts';
import { createCaFileReader } from './ca-file.ts';
import { etcdConfigFile } from './etcd-config-file.ts';
import { createPathFingerprints, type PathFingerprints } from './fingerprint.ts';
import { createManifestDirectories } from './manifest-directories.ts';
import { createUnchangedFiles, readManifestDirectory } from './manifests.ts';
import { createReadDeadline, type ReadDeadline } from './read-deadline.ts';
import {
  type BeforeRead,
  createContainerFileReader,
  type FileRequest,
  type HostPaths,
} from './rooted/container-file.ts';
import { createMountWatch } from './stale-mount.ts';

export type NodePaths = HostPaths & {
  /** Static pod directories; without any, the known directories of distributions. */
  readonly manifests: readonly string[];
};

export type NodeFiles = {
  /** Begins an assessment: `haveChanged` compares with the files that are read from now on. */
  readonly begin: () => void;
  readonly readManifests: () => Promise<readonly ManifestDirectory[]>;
  readonly readConfigFile: (request: FileRequest) => Promise<Result<string>>;
  /** Reads the digest of each key in a CA file. */
  readonly readCaFile: (request: FileRequest) => Promise<Result<ReadonlySet<string>>>;
  /** The directories that were readable at the last read, as they are named on the host. */
  readonly readableDirectories: () => readonly string[];
  /** Reports whether any file may have changed since it was read. After a full look, false is certain. */
  readonly haveChanged: (depth: Depth) => boolean;
  /** Reports whether an abandoned read still holds a thread. */
  readonly isHanging: () => boolean;
};

/** Time limit of reading a directory or file, in milliseconds: two in a row fit into a scrape. */
const readLimit = 4500;
/** Interval at which quick looks compare the files; right after an assessment each of them does. In milliseconds. */
const compareInterval = 1000;

/** The reads of an assessment. A read that ends too late belongs to the assessment that began it. */
type Reads = {
  readonly startedAt: number;
  readonly fingerprints: PathFingerprints;
  readonly readConfigFile: NodeFiles['readConfigFile'];
  readonly readCaFile: NodeFiles['readCaFile'];
  remoteHasChanged: boolean;
};

/** `now` is the time of day in milliseconds. */
export function createNodeFiles({ manifests, ...paths }: NodePaths, now: () => number): NodeFiles {
  const { rootfs } = paths;
  const deadline = createReadDeadline(readLimit);
  const directories = createManifestDirectories(rootfs, manifests, deadline);
  const readDirectory = createDirectoryReader(rootfs, deadline);
  const isCompareDue = onceEvery(compareInterval);
  const unchanged = createUnchangedFiles();
  let reads = newReads(paths, now, deadline);
  let readable: readonly string[] = [];
  return {
    begin: () => {
      reads = newReads(paths, now, deadline);
    },
    readManifests: async () => {
      const all = await directories.all();
      const { record } = reads.fingerprints;
      const read = await Promise.all(all.map((path) => readDirectory(path, record)));
      readable = read.filter(({ files }) => files.ok).map(({ path }) => path);
      return unchanged(read);
    },
    readConfigFile: (request) => reads.readConfigFile(request),
    readCaFile: (request) => reads.readCaFile(request),
    readableDirectories: () => readable,
    haveChanged: (depth) => {
      if (directories.hasNewDirectory(depth)) return true;
      const isFull = isCompareDue() || depth === 'full';
      // Changes come in groups, so quick looks compare right after an assessment. Later the watcher gives hints.
      if (!isFull && performance.now() >= reads.startedAt + compareInterval) return false;
      const { fingerprints, remoteHasChanged } = reads;
      if (deadline.hasRecovered() || remoteHasChanged) return true;
      if (fingerprints.haveChanged(isFull ? 'full' : 'quick')) return true;
      if (!fingerprints.hasRemotePaths()) return false;
      if (depth === 'quick' && isFull) void compareRemote(reads, deadline);
      // Only an assessment, which reads within a time limit, shows the content of a remote file.
      return depth === 'full';
    },
    isHanging: deadline.isHanging,
  };
}

function newReads(paths: HostPaths, now: () => number, deadline: ReadDeadline): Reads {
  const fingerprints = createPathFingerprints(now);
  const { record } = fingerprints;
  return {
    startedAt: performance.now(),
    fingerprints,
    readConfigFile: readInTime(createContainerFileReader(paths, record, etcdConfigFile), deadline),
    readCaFile: readInTime(createCaFileReader(paths, record), deadline),
    remoteHasChanged: false,
  };
}

type Read<T> = (request: FileRequest) => Promise<Result<T>>;

function readInTime<T>(read: Read<T>, deadline: ReadDeadline): Read<T> {
  return async (request) =>
    (await deadline.inTime(`${request.pid} ${request.path}`, () => read(request))) ?? late(request.path);
}

function createDirectoryReader(
  rootfs: string,
  deadline: ReadDeadline,
): (path: string, record: BeforeRead) => Promise<ManifestDirectory> {
  const isRemounted = createMountWatch();
  return async (path, record) => {
    const files = await deadline.inTime(path, async () => {
      await record(rootfs, path);
      if (await isRemounted(rootfs, path)) return staleMount(path);
      return await readManifestDirectory(rootfs, path, (file) => record(rootfs, file));
    });
    return { path, files: files ?? late(path) };
  };
}

/** Compares the remote paths for the next look. */
async function compareRemote(reads: Reads, deadline: ReadDeadline): Promise<void> {
  const hasChanged = await deadline.inTime('look', reads.fingerprints.haveRemoteChanged);
  reads.remoteHasChanged ||= hasChanged === true;
}

function staleMount(path: string): Failure {
  return failWith('mount_stale', `${path} is mounted from a directory that was replaced on the host`);
}

function late(path: string): Failure {
  return failWith('assessment_timed_out', `${path} could not be read within ${readLimit / 1000} s`);
}
