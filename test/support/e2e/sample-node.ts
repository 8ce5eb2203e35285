import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type SampleNode = {
  readonly manifests: string;
  readonly procfs: string;
  // Replaces etcd.yaml as editors and configuration management do it: written elsewhere, then renamed.
  readonly writeManifest: (peerClientCertAuth: boolean) => void;
};

// A control-plane node as kubeadm leaves it, with kubelet running and etcd not started yet.
export function createSampleNode(directory: string): SampleNode {
  const manifests = join(directory, 'etc/kubernetes/manifests');
  const staging = join(directory, 'staging');
  const procfs = join(directory, 'proc');
  for (const path of [manifests, staging]) mkdirSync(path, { recursive: true });
  writeProcess(procfs, 1, 'systemd', ['/sbin/init']);
  writeProcess(procfs, 812, 'kubelet', ['/usr/bin/kubelet', '--config=/var/lib/kubelet/config.yaml']);
  const writeManifest = (peerClientCertAuth: boolean): void => {
    const draft = join(staging, 'etcd.yaml');
    writeFileSync(draft, etcdManifest(peerClientCertAuth), { mode: 0o600 });
    renameSync(draft, join(manifests, 'etcd.yaml'));
  };
  writeManifest(true);
  return { manifests, procfs, writeManifest };
}

function writeProcess(procfs: string, pid: number, comm: string, argv: readonly string[]): void {
  const directory = join(procfs, String(pid));
  mkdirSync(directory, { recursive: true });
  const status = ['S', 0, pid, pid, ...Array.from({ length: 14 }, () => 0), 1, 0, pid * 10];
  const rest = Array.from({ length: 30 }, () => 0);
  writeFileSync(join(directory, 'comm'), `${comm}\n`);
  writeFileSync(join(directory, 'stat'), `${pid} (${comm}) ${[...status, ...rest].join(' ')}\n`);
  writeFileSync(join(directory, 'cmdline'), `${argv.join('\0')}\0`);
  writeFileSync(join(directory, 'environ'), 'PATH=/usr/sbin:/usr/bin\0');
}

function etcdManifest(peerClientCertAuth: boolean): string {
  const pki = '/etc/kubernetes/pki/etcd';
  const command = [
    'etcd',
    '--name=cp-1',
    '--data-dir=/var/lib/etcd',
    '--listen-peer-urls=https://192.0.2.11:2380',
    '--initial-advertise-peer-urls=https://192.0.2.11:2380',
    '--listen-client-urls=https://127.0.0.1:2379,https://192.0.2.11:2379',
    '--advertise-client-urls=https://192.0.2.11:2379',
    `--cert-file=${pki}/server.crt`,
    `--key-file=${pki}/server.key`,
    '--client-cert-auth=true',
    `--trusted-ca-file=${pki}/ca.crt`,
    `--peer-cert-file=${pki}/peer.crt`,
    `--peer-key-file=${pki}/peer.key`,
    `--peer-client-cert-auth=${peerClientCertAuth}`,
    `--peer-trusted-ca-file=${pki}/ca.crt`,
  ];
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    '  name: etcd',
    '  namespace: kube-system',
    '  labels: {component: etcd, tier: control-plane}',
    'spec:',
    '  hostNetwork: true',
    '  priorityClassName: system-node-critical',
    '  containers:',
    '    - name: etcd',
    '      image: registry.k8s.io/etcd:3.5.16-0',
    '      command:',
    ...command.map((word) => `        - ${word}`),
    '      volumeMounts:',
    `        - {name: etcd-certs, mountPath: ${pki}}`,
    '        - {name: etcd-data, mountPath: /var/lib/etcd}',
    '  volumes:',
    `    - {name: etcd-certs, hostPath: {path: ${pki}, type: DirectoryOrCreate}}`,
    '    - {name: etcd-data, hostPath: {path: /var/lib/etcd, type: DirectoryOrCreate}}',
    '',
  ].join('\n');
}
