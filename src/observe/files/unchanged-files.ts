// Manifests that were read again with the same text are the same objects, so that nothing is parsed twice.

import type { ManifestDirectory, ManifestFile } from '../../model/observation.ts';
import { ok } from '../../model/result.ts';

/** Returns a function that puts the objects of its last call in place of files whose text is still the same. */
export function createUnchangedFiles(): (read: readonly ManifestDirectory[]) => readonly ManifestDirectory[] {
  let last: ReadonlyMap<string, ManifestFile> = new Map();
  const known = (file: ManifestFile): ManifestFile => {
    const before = last.get(file.path);
    const isSame = before?.text.ok === true && file.text.ok && before.text.value === file.text.value;
    return isSame ? before : file;
  };
  return (read) => {
    const directories = read.map(({ path, files }) => ({
      path,
      files: files.ok ? ok(files.value.map(known)) : files,
    }));
    const files = directories.flatMap(({ files: inDirectory }) => (inDirectory.ok ? inDirectory.value : []));
    last = new Map(files.map((file) => [file.path, file]));
    return directories;
  };
}
