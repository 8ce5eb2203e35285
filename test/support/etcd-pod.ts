/** A static pod of etcd that both rules pass; `more` are flags after the others, which win over them. */
export function etcdPod(...more: readonly string[]): string {
  const pki = '/etc/kubernetes/pki/etcd';
  const command = [
    'etcd',
    '--name=cp-1',
    '--data-dir=/var/lib/etcd',
    '--listen-peer-urls=https://192.0.2.11:2380',
    `--peer-cert-file=${pki}/peer.crt`,
    `--peer-key-file=${pki}/peer.key`,
    `--peer-trusted-ca-file=${pki}/ca.crt`,
    '--peer-client-cert-auth=true',
    ...more,
  ];
  return etcdPodOf(command);
}

/** A static pod whose only container has this command. */
export function etcdPodOf(command: readonly string[]): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: kube-system}
spec:
  containers:
    - name: etcd
      image: registry.example.com/etcd:3.5.16
      command:
${command.map((word) => `        - ${word}\n`).join('')}`;
}
