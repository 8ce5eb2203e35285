import { beforeAll, describe, expect, it } from 'vitest';
import { buildOverlay, hasKubectl, type KubernetesObject } from '../../support/manifests/kustomize.ts';
import { daemonSetOf, lintPod, type podRules } from '../../support/manifests/pod-lint.ts';
import { lintSet, type setRules } from '../../support/manifests/set-lint.ts';

/** A change by path, as JSON Patch writes it; `undefined` removes. */
type Change = readonly [path: string, value: unknown];

const container = 'containers/0';
const wrongPods: Readonly<Record<keyof typeof podRules, readonly Change[]>> = {
  'drops every capability': [
    [`${container}/securityContext/capabilities`, undefined],
    [`${container}/securityContext/capabilities/drop`, ['NET_RAW']],
  ],
  'adds no capability that nobody argued for': [[`${container}/securityContext/capabilities/add`, ['SYS_ADMIN']]],
  'cannot gain privileges': [
    [`${container}/securityContext/allowPrivilegeEscalation`, undefined],
    [`${container}/securityContext/privileged`, true],
  ],
  'cannot write its own files': [[`${container}/securityContext/readOnlyRootFilesystem`, undefined]],
  'is uid 0 and gid 0 of its own accord': [
    ['securityContext/runAsUser', 65_532],
    ['securityContext/runAsGroup', undefined],
  ],
  'is filtered by seccomp': [['securityContext/seccompProfile/type', 'Unconfined']],
  'shares no namespace with the node': [
    ['hostPID', true],
    ['hostIPC', true],
    ['hostNetwork', true],
    [`${container}/ports/0/hostPort`, 19_380],
  ],
  'holds a token only to ask the API server who may read the metrics': [
    ['automountServiceAccountToken', undefined],
    ['automountServiceAccountToken', true],
    [`${container}/args/2`, '--web.authentication=kubernetes'],
  ],
  'gets no environment from services': [['enableServiceLinks', undefined]],
  'mounts only what it must see of the host': [
    ['volumes/0/hostPath/path', '/etc/kubernetes'],
    ['volumes/0/hostPath/type', 'DirectoryOrCreate'],
    ['volumes/0/hostPath/type', undefined],
  ],
  'mounts everything read-only and whole': [
    [`${container}/volumeMounts/0/readOnly`, undefined],
    [`${container}/volumeMounts/0/subPath`, 'etcd.yaml'],
  ],
  'mounts a host path where the host has it': [
    [`${container}/volumeMounts/0/mountPath`, '/manifests'],
    [`${container}/volumeMounts/1/name`, 'manifests'],
  ],
  'is of one version': [
    [`${container}/image`, 'registry.example.com/peerproof:latest'],
    [`${container}/image`, 'registry.example.com/peerproof'],
    [`${container}/image`, 'registry.example.com:5000/peerproof'],
  ],
  'is probed on the port without authentication': [
    [`${container}/livenessProbe/httpGet/port`, 'metrics'],
    [`${container}/readinessProbe`, undefined],
    [`${container}/startupProbe`, undefined],
    [`${container}/ports/1/containerPort`, 19_380],
  ],
  'asks for what it uses and is stopped beyond it': [
    [`${container}/resources/requests/cpu`, undefined],
    [`${container}/resources/requests/memory`, undefined],
    [`${container}/resources/limits`, undefined],
  ],
};

const wrongSets: Readonly<Record<keyof typeof setRules, readonly (readonly [kind: string, ...change: Change])[]>> = {
  'the NetworkPolicy selects the pod': [
    ['NetworkPolicy', 'spec/podSelector/matchLabels/app.kubernetes.io~1name', 'other'],
    ['NetworkPolicy', 'spec/podSelector/matchLabels', {}],
    ['NetworkPolicy', 'metadata/namespace', 'default'],
  ],
  'the pod is reached by Prometheus alone, and reaches peer ports, and the API server if it asks it': [
    ['NetworkPolicy', 'spec/policyTypes', ['Ingress']],
    ['NetworkPolicy', 'spec/ingress/0/from', undefined],
    ['NetworkPolicy', 'spec/ingress/0/ports/0/port', 'health'],
    ['NetworkPolicy', 'spec/egress/0/ports', undefined],
    ['NetworkPolicy', 'spec/egress/0/ports/0/port', 443],
    ['NetworkPolicy', 'spec/egress', []],
    ['NetworkPolicy', 'spec/egress/1', { ports: [{ port: 443 }, { port: 6443 }] }],
    ['DaemonSet', 'spec/template/spec/containers/0/args/2', '--web.authentication=kubernetes'],
  ],
  'the DaemonSet selects its own pods, by what no release changes': [
    ['DaemonSet', 'spec/template/metadata/labels/app.kubernetes.io~1component', undefined],
    ['DaemonSet', 'spec/selector/matchLabels/app.kubernetes.io~1version', '0.1.0'],
  ],
  'no name that could become a job label holds "etcd"': [
    ['DaemonSet', 'metadata/name', 'etcd-peer-exporter'],
    ['DaemonSet', 'metadata/labels/app.kubernetes.io~1name', 'peerproof-etcd'],
    ['DaemonSet', 'spec/template/metadata/labels/k8s-app', 'etcd-exporter'],
    ['DaemonSet', 'spec/template/spec/containers/0/name', 'etcd-check'],
    ['DaemonSet', 'spec/template/spec/containers/0/ports/0/name', 'etcd-metrics'],
  ],
  'the account may ask for reviews and nothing else': [
    ['ClusterRole', 'rules/0/verbs', ['create', 'list']],
    ['ClusterRole', 'rules/0/resources', ['*']],
    ['ClusterRole', 'rules/2', { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
    ['ClusterRoleBinding', 'roleRef/name', 'cluster-admin'],
    ['ClusterRoleBinding', 'subjects', undefined],
  ],
  'every object is in our namespace': [['ServiceAccount', 'metadata/namespace', undefined]],
  'the account holds no token and the namespace says what it allows': [
    ['ServiceAccount', 'automountServiceAccountToken', undefined],
    ['Namespace', 'metadata/labels/pod-security.kubernetes.io~1enforce', 'baseline'],
    ['Namespace', 'metadata/labels', undefined],
  ],
};

describe.runIf(hasKubectl())('the lint of manifests', () => {
  let right: readonly KubernetesObject[] = [];
  let withRoles: readonly KubernetesObject[] = [];

  beforeAll(() => {
    right = buildOverlay('overlays/kubeadm');
    withRoles = buildOverlay('overlays/kubeadm', ['kubernetes-authentication']);
  });

  it.each(
    Object.entries(wrongPods).flatMap(([rule, changes]) =>
      changes.map((change) => ({ rule, path: change[0], change })),
    ),
  )('sees that a pod with another $path breaks "$rule"', ({ rule, change }) => {
    const pod = structuredClone(daemonSetOf(right).spec.template.spec);
    applyChange(pod, change);
    const complaints = lintPod(pod, { capabilities: [] });
    expect(complaints.filter((complaint) => complaint.startsWith(`${rule}: `))).not.toEqual([]);
  });

  it.each(
    Object.entries(wrongSets).flatMap(([rule, changes]) =>
      changes.map(([kind, ...change]) => ({ rule, kind, path: change[0], change })),
    ),
  )('sees that a $kind with another $path breaks "$rule"', ({ rule, kind, change }) => {
    const objects = structuredClone(kind.startsWith('ClusterRole') ? withRoles : right);
    applyChange(
      objects.find((object) => object.kind === kind),
      change,
    );
    expect(lintSet(objects).filter((complaint) => complaint.startsWith(`${rule}: `))).not.toEqual([]);
  });
});

function applyChange(target: unknown, [path, value]: Change): void {
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/'));
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], target) as Record<string, unknown>;
  if (value === undefined && parent[last] === undefined) throw new Error(`nothing at ${path}`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}
