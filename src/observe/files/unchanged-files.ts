// What was read again and says the same is the same object: whoever has parsed it need not do so twice.

import type { ManifestDirectory, ManifestFile } from '../../model/observation.ts';

/** Gives what was read with the objects of last time for the files whose text is still the same. */
export function createUnchangedFiles(): (read: readonly ManifestDirectory[]) => readonly ManifestDirectory[] {
  let last: ReadonlyMap<string, ManifestFile> = new Map();
  const known = (file: ManifestFile): ManifestFile => {
    const before = last.get(file.path);
    const isSame = before?.text.ok === true && file.text.ok && before.text.value === file.text.value;
    return isSame ? before : file;
  };
  return (read) => {
    const directories = read.map((directory) => {
      const { files } = directory;
      return files.ok ? { ...directory, files: { ...files, value: files.value.map(known) } } : directory;
    });
    const files = directories.flatMap(({ files: own }) => (own.ok ? own.value : []));
    last = new Map(files.map((file) => [file.path, file]));
    return directories;
  };
}
