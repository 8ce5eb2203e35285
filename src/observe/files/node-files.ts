// The node's files: read with patience for an assessment, and compared with what was read until the next one.

import type { ManifestDirectory } from '../../model/observation.ts';
import { type Result, failWith } from '../../model/result.ts';
import { createCaFileReader } from './ca-file.ts';
import { createConfigFileReader } from './etcd-config-file.ts';
import type { FileRequest } from './container-file.ts';
import { createPathFingerprints, type PathFingerprints } from './fingerprint.ts';
import { createManifestDirectories } from './manifest-directories.ts';
import { readManifestDirectory } from './manifests.ts';
import { createMountWatch } from './stale-mount.ts';
import { createReadDeadline } from './read-deadline.ts';
import { createUnchangedFiles } from './unchanged-files.ts';

export type NodePaths = {
  /** The directory that is the host's `/`. */
  readonly rootfs: string;
  readonly procfs: string;
  /** Static pod directories; none: those of the known distributions that exist. */
  readonly manifests: readonly string[];
};

export type NodeFiles = {
  /** What is read from now on is what is compared with. */
  readonly begin: () => void;
  readonly readManifests: () => Promise<readonly ManifestDirectory[]>;
  readonly readConfigFile: (request: FileRequest) => Promise<Result<string>>;
  readonly readCaFile: (request: FileRequest) => Promise<Result<ReadonlySet<string>>>;
  /** The directories that could be read last, as they are named on the host. */
  readonly readableDirectories: () => readonly string[];
  /** Whether a known directory has appeared. `thorough`: also one that only a link of another root leads to. */
  readonly haveGrown: (thorough: boolean) => boolean;
  /** Whether anything may have changed since it was read. `certainly`: false only where that is sure. */
  readonly haveChanged: (thorough: boolean, certainly: boolean) => boolean;
  /** A read that was given up on still holds a thread. */
  readonly isHanging: () => boolean;
};

/** How long a directory or file may take to be read: two in a row fit into a scrape. In milliseconds. */
const readLimit = 4500;

export function createNodeFiles({ rootfs, procfs, manifests }: NodePaths, now: () => number): NodeFiles {
  const isRemounted = createMountWatch();
  const deadline = createReadDeadline(readLimit);
  const directories = createManifestDirectories(rootfs, manifests, deadline);
  let seen = createPathFingerprints(now);
  const newReaders = (): Pick<NodeFiles, 'readConfigFile' | 'readCaFile'> => ({
    readConfigFile: createConfigFileReader(rootfs, procfs, seen.note),
    readCaFile: createCaFileReader({ rootfs, procfs }, seen.note),
  });
  let readers = newReaders();
  const unchanged = createUnchangedFiles();
  let remoteHasChanged = false;
  let readable: readonly string[] = [];

  // What comes too late belongs to the assessment that began it.
  const readDirectory = async (path: string, { note }: PathFingerprints): Promise<ManifestDirectory> => {
    await note(rootfs, path);
    if (await isRemounted(rootfs, path)) {
      return {
        path,
        files: failWith('mount_stale', `${path} is mounted from a directory that was replaced on the host`),
      };
    }
    return await readManifestDirectory(rootfs, path, (file) => note(rootfs, file));
  };
  const readDirectoryInTime = async (path: string): Promise<ManifestDirectory> =>
    (await deadline.wait(path, () => readDirectory(path, seen))) ?? { path, files: late(path) };

  const readFileInTime = async <T>(
    request: FileRequest,
    read: (request: FileRequest) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const file = await deadline.wait(`${request.pid} ${request.path}`, () => read(request));
    return file ?? late(request.path);
  };

  /** What is found there counts at the next look. */
  const lookAtRemote = async (compared: PathFingerprints): Promise<void> => {
    const changed = await deadline.wait('look', compared.haveRemoteChanged);
    if (changed === true && compared === seen) remoteHasChanged = true;
  };

  return {
    begin: () => {
      seen = createPathFingerprints(now);
      readers = newReaders();
      remoteHasChanged = false;
    },
    readManifests: async () => {
      const read = await Promise.all((await directories.all()).map(readDirectoryInTime));
      readable = read.filter(({ files }) => files.ok).map(({ path }) => path);
      return unchanged(read);
    },
    readConfigFile: (request) => readFileInTime(request, readers.readConfigFile),
    readCaFile: (request) => readFileInTime(request, readers.readCaFile),
    readableDirectories: () => readable,
    haveGrown: directories.haveGrown,
    haveChanged: (thorough, certainly) => {
      if (deadline.hasRecovered() || remoteHasChanged || seen.haveChanged(thorough)) return true;
      if (!seen.areSomeRemote()) return false;
      if (thorough && !certainly) void lookAtRemote(seen);
      // What is there now can only be known by reading it, which an assessment does with patience.
      return certainly;
    },
    isHanging: deadline.isHanging,
  };
}

function late(path: string): ReturnType<typeof failWith> {
  return failWith('assessment_timed_out', `${path} could not be read within ${readLimit / 1000} s`);
}
