// The static pod files of a directory: exactly those that the kubelet reads.

import { statSync } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestDirectory, ManifestFile } from '../../model/observation.ts';
import { type Cause } from '../../model/reason.ts';
import { type Result, ok, failWith } from '../../model/result.ts';
import { describeErrno, errorCode } from '../errno.ts';
import { resolveInRoot, resolveInRootAsync } from './rooted-path.ts';
import { readTextFile } from './text-file.ts';

/** A static pod is a few KiB; parsing costs the agent more than reading. In bytes. */
export const maxManifestBytes = 256 * 1024;

/** Of all files of a directory. In characters. */
const maxDirectoryText = 1024 * 1024;

/** Where distributions keep static pods; those that exist are read when the operator names none. */
export const knownDirectories: readonly string[] = [
  '/etc/kubernetes/manifests',
  '/var/lib/rancher/rke2/agent/pod-manifests',
  '/var/lib/rancher/k3s/agent/pod-manifests',
  '/etc/origin/node/pods',
];

export function isDirectory(rootfs: string, path: string): boolean {
  try {
    return statSync(resolveInRoot(rootfs, path), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    return isHidden(error);
  }
}

/** The same where looking may hang. */
export async function isDirectoryAsync(rootfs: string, path: string): Promise<boolean> {
  try {
    return (await stat(await resolveInRootAsync(rootfs, path))).isDirectory();
  } catch (error) {
    return isHidden(error);
  }
}

/** A directory that may not be looked at is there: reading it says why not. */
function isHidden(error: unknown): boolean {
  return errorCode(error) === 'EACCES';
}

/** `beforeRead` is told each file's path, and waited for, before it is read. */
export async function readManifestDirectory(
  rootfs: string,
  path: string,
  beforeRead: (path: string) => Promise<void>,
): Promise<ManifestDirectory> {
  try {
    const directory = await resolveInRootAsync(rootfs, path);
    const { nlink } = await stat(directory);
    // A mounted directory that was removed on the host stays readable, empty and useless.
    if (nlink === 0) return { path, files: failWith('mount_stale', `${path} was removed on the host`) };
    const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).toSorted();
    for (const name of names) await beforeRead(join(path, name));
    const files = names.map((name) => ({ path: join(path, name), direct: join(directory, name) }));
    return { path, files: ok(await readManifests(rootfs, files)) };
  } catch (error) {
    const code = errorCode(error);
    const reason = code === 'ENOENT' ? 'manifest_directory_missing' : 'manifest_directory_unreadable';
    return { path, files: failWith(reason, `${path} ${describeErrno(code)}`) };
  }
}

type FilePath = {
  readonly path: string;
  /** Where it is, unless it is a link. */
  readonly direct: string;
};

/** One after the other: a directory full of files must not fill the memory as well. */
async function readManifests(rootfs: string, files: readonly FilePath[]): Promise<readonly ManifestFile[]> {
  const read: ManifestFile[] = [];
  let length = 0;
  for (const file of files) {
    const manifest = await readManifest(rootfs, file);
    if (manifest === undefined) continue;
    const { path, text } = manifest;
    length += text.ok ? text.value.length : 0;
    const isTooMuch = text.ok && length > maxDirectoryText;
    read.push(isTooMuch ? { path, text: tooMuchText(path) } : manifest);
  }
  return read;
}

function tooMuchText(path: string): Result<string> {
  return failWith('manifest_too_large', `${path} and the files before it are larger than what is read`);
}

/** `undefined` for a directory, which the kubelet passes over in silence. */
async function readManifest(rootfs: string, { path, direct }: FilePath): Promise<ManifestFile | undefined> {
  try {
    const own = await lstat(direct);
    const real = own.isSymbolicLink() ? await resolveInRootAsync(rootfs, path) : direct;
    const status = own.isSymbolicLink() ? await stat(real) : own;
    if (status.isDirectory()) return undefined;
    if (!status.isFile())
      return {
        path,
        text: failWith('manifest_unreadable', `${path} is not a regular file; the kubelet ignores it`),
      };
    return { path, text: await readText(rootfs, path) };
  } catch (error) {
    const code = errorCode(error);
    const detail = code === 'ENOENT' ? 'is a link to nothing, or vanished' : describeErrno(code);
    return { path, text: failWith('manifest_unreadable', `${path} ${detail}`) };
  }
}

async function readText(root: string, path: string): Promise<Result<string>> {
  const file = await readTextFile({ root, path, shownAs: path }, maxManifestBytes);
  return file.ok ? ok(file.text) : { ok: false, error: manifestCause(file.problem, file.detail) };
}

function manifestCause(problem: 'missing' | 'unreadable' | 'too_large' | 'not_text', detail: string): Cause {
  if (problem === 'too_large') return { reason: 'manifest_too_large', detail };
  return { reason: problem === 'not_text' ? 'manifest_invalid' : 'manifest_unreadable', detail };
}
