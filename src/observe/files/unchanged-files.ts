// Reuse of manifests: a file with an unchanged text stays the same object, so that nothing is parsed twice.

import type { ManifestDirectory, ManifestFile } from '../../model/observation.ts';
import { ok } from '../../model/result.ts';

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
