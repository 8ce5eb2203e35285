// A node of files with one static pod of etcd, whose verdict can be switched.

import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { etcdPod } from '../test/support/etcd-pod.ts';

export type ManifestNode = {
  readonly rootfs: string;
  /** Writes the manifest anew, in place or by rename. */
  readonly write: (demandsCertificates: boolean, byRename: boolean) => void;
};

export function createManifestNode(): ManifestNode {
  const rootfs = mkdtempSync(join(tmpdir(), 'peerproof-bench-'));
  const directory = join(rootfs, 'etc/kubernetes/manifests');
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'etcd.yaml');
  const write = (demandsCertificates: boolean, byRename: boolean): void => {
    // Editors write beside the directory or to a hidden file; a visible one would be a second pod.
    writeFileSync(byRename ? join(directory, '.new') : file, etcdPod(`--peer-client-cert-auth=${demandsCertificates}`));
    if (byRename) renameSync(join(directory, '.new'), file);
  };
  write(true, false);
  return { rootfs, write };
}
