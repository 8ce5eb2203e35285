// etcd's own configuration file, as the process or the pod names it.

import type { FileKind } from './rooted/container-file.ts';

export const etcdConfigFile: FileKind = {
  // The file has a few dozen lines. Any process can call itself etcd, and parsing its file costs time.
  maxBytes: 64 * 1024,
  maxCharacters: 128 * 1024,
  reasons: {
    missing: 'config_file_missing',
    unreadable: 'config_file_unreadable',
    too_large: 'config_file_too_large',
    not_text: 'config_file_invalid',
  },
  tooMuchText: 'the configuration files of all etcds together are too large',
};
