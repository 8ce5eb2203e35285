// A node of files with one static pod of etcd, whose verdict can be switched.

import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
    writeFileSync(byRename ? join(directory, '.new') : file, etcdPod(demandsCertificates));
    if (byRename) renameSync(join(directory, '.new'), file);
  };
  write(true, false);
  return { rootfs, write };
}

function etcdPod(demandsCertificates: boolean): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  containers:
    - name: etcd
      image: registry.k8s.io/etcd:3.5.21-0
      command:
        - etcd
        - --name=cp-1
        - --data-dir=/var/lib/etcd
        - --listen-peer-urls=https://192.0.2.11:2380
        - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt
        - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key
        - --peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
        - --peer-client-cert-auth=${demandsCertificates}
`;
}
