// Local file systems, which may be read synchronously, as opposed to remote ones, which may wait for a dead server.

import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { callSystemAsync } from '../../errno.ts';

/** Magic numbers of statfs(2). Every other file system counts as remote: NFS, FUSE, SMB, 9p, Ceph. */
const localTypes: ReadonlySet<number> = new Set([
  0xef_53, // ext2, ext3, ext4
  0x58_46_53_42, // XFS
  0x91_23_68_3e, // Btrfs
  0x2f_c1_2f_c1, // ZFS
  0xf2_f5_20_10, // F2FS
  0xca_45_1a_4e, // bcachefs
  0x01_02_19_94, // tmpfs
  0x85_84_58_f6, // ramfs
  0x79_4c_76_30, // overlayfs
  0x73_71_73_68, // SquashFS
  0xe0_f5_e1_e2, // EROFS
  0x9f_a0, // procfs
]);

/** Errors of a path that cannot be followed to its end; they prove nothing about the file system. */
const pathErrors = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES']);

/** Judges a path that cannot be followed by its directory. */
export async function isOnLocalFileSystem(path: string): Promise<boolean> {
  const status = await callSystemAsync(() => statfs(path));
  if (status.ok) return localTypes.has(status.value.type);
  const parent = dirname(path);
  return pathErrors.has(status.error) && parent !== path && (await isOnLocalFileSystem(parent));
}
