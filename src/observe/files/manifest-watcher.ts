// Hints from the file system that a static pod directory changed. A hint starts a look and proves nothing.

import { watch } from 'chokidar';
import { join } from 'node:path';
import { errorText } from '../../model/result.ts';

export type ManifestWatcher = {
  /** Watches more directories of the host, beside those of earlier calls. */
  readonly follow: (directories: readonly string[]) => void;
  readonly close: () => Promise<void>;
};

/** `onError` receives failures of the watcher, such as exhausted inotify watches: regular looks go on without it. */
export function watchManifests(
  rootfs: string,
  onHint: () => void,
  onError: (message: string) => void,
): ManifestWatcher {
  const watcher = watch([], { depth: 0, ignoreInitial: true, persistent: false });
  const followed = new Set<string>();
  watcher.on('all', onHint);
  watcher.on('error', (error) => onError(errorText(error)));
  return {
    follow: (directories) => {
      const added = directories.filter((directory) => !followed.has(directory));
      for (const directory of added) followed.add(directory);
      if (added.length > 0) watcher.add(added.map((directory) => join(rootfs, directory)));
    },
    close: () => watcher.close(),
  };
}
