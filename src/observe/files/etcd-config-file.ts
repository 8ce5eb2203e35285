// The configuration file that a process or a pod names for etcd.

import type { FileKind } from './rooted/container-file.ts';

export const etcdConfigFile: FileKind = {
  // Any process can call itself etcd, and parsing costs time. A real file has a few dozen lines.
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
