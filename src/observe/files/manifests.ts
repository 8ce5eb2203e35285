// The static pod files of a directory: exactly those that the kubelet reads.

import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestDirectory, ManifestFile } from '../../model/observation.ts';
import { failWith, ok, type Result } from '../../model/result.ts';
import { callSystemAsync, describeErrno } from '../errno.ts';
import { resolveInRootAsync } from './rooted/rooted-path.ts';
import { type ProblemReasons, readTextFile, withReason } from './rooted/text-file.ts';

/** Limit of a manifest in bytes: a static pod has a few KiB, and parsing costs more than reading. */
export const maxManifestBytes = 256 * 1024;

/** Limit for all files of a directory together, in characters. */
const maxDirectoryCharacters = 1024 * 1024;

const reasons: ProblemReasons = {
  missing: 'manifest_unreadable',
  unreadable: 'manifest_unreadable',
  too_large: 'manifest_too_large',
  not_text: 'manifest_invalid',
};

/** `beforeRead` is awaited with each file's path before the file is read. */
export async function readManifestDirectory(
  rootfs: string,
  path: string,
  beforeRead: (path: string) => Promise<void>,
): Promise<ManifestDirectory['files']> {
  const listing = await callSystemAsync(async () => {
    const realPath = await resolveInRootAsync(rootfs, path);
    const { nlink } = await stat(realPath);
    // A mounted directory that was removed on the host remains as an empty one.
    return nlink === 0 ? undefined : { path, realPath, names: await readdir(realPath) };
  });
  if (!listing.ok) {
    const reason = listing.error === 'ENOENT' ? 'manifest_directory_missing' : 'manifest_directory_unreadable';
    return failWith(reason, `${path} ${describeErrno(listing.error)}`);
  }
  if (listing.value === undefined) return failWith('mount_stale', `${path} was removed on the host`);
  const names = listing.value.names.filter((name) => !name.startsWith('.')).toSorted();
  for (const name of names) await beforeRead(join(path, name));
  return ok(await readManifests(rootfs, { ...listing.value, names }));
}

type Listing = { readonly path: string; readonly realPath: string; readonly names: readonly string[] };

/** Reads the files in turn: a full directory must not fill the memory. */
async function readManifests(rootfs: string, listing: Listing): Promise<readonly ManifestFile[]> {
  const read: ManifestFile[] = [];
  let characters = 0;
  for (const name of listing.names) {
    const path = join(listing.path, name);
    const text = await readManifest(rootfs, path, join(listing.realPath, name));
    characters += text?.ok === true ? text.value.length : 0;
    const isTooMuch = text?.ok === true && characters > maxDirectoryCharacters;
    if (text !== undefined) read.push({ path, text: isTooMuch ? tooMuchText(path) : text });
  }
  return read;
}

function tooMuchText(path: string): Result<string> {
  return failWith('manifest_too_large', `${path} and the files before it are larger than what is read`);
}

/** Returns `undefined` for a directory, which the kubelet skips. `unlinked` is the real path unless the file is a link. */
async function readManifest(rootfs: string, path: string, unlinked: string): Promise<Result<string> | undefined> {
  const status = await callSystemAsync(async () => {
    const link = await lstat(unlinked);
    return link.isSymbolicLink() ? await stat(await resolveInRootAsync(rootfs, path)) : link;
  });
  if (!status.ok) {
    const detail = status.error === 'ENOENT' ? 'is a link to nothing, or vanished' : describeErrno(status.error);
    return failWith('manifest_unreadable', `${path} ${detail}`);
  }
  if (status.value.isDirectory()) return undefined;
  if (!status.value.isFile())
    return failWith('manifest_unreadable', `${path} is not a regular file; the kubelet ignores it`);
  return withReason(await readTextFile({ root: rootfs, path, shownAs: path }, maxManifestBytes), reasons);
}

/** Returns a function that replaces files with an unchanged text by the objects of its last call. */
export function createUnchangedFiles(): (read: readonly ManifestDirectory[]) => readonly ManifestDirectory[] {
  let last: ReadonlyMap<string, ManifestFile> = new Map();
  const known = (file: ManifestFile): ManifestFile => {
    const before = last.get(file.path);
    const isSame = before?.text.ok === true && file.text.ok && before.text.value === file.text.value;
    return isSame ? before : file;
  };
  return (read) => {
    const directories = read.map(({ path, files }) => ({ path, files: files.ok ? ok(files.value.map(known)) : files }));
    const files = directories.flatMap(({ files: inDirectory }) => (inDirectory.ok ? inDirectory.value : []));
    last = new Map(files.map((file) => [file.path, file]));
    return directories;
  };
}
