// What must hold between the objects of an overlay: each rule names what is wrong, or nothing.
import { type KubernetesObject, only } from './kustomize.ts';
import { asksApiServer, type DaemonSetObject, daemonSetOf } from './pod-lint.ts';

type Port = { readonly protocol?: string; readonly port?: number | string };
type Rule = {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly ports?: readonly Port[];
};

type ServiceAccountObject = KubernetesObject & { readonly automountServiceAccountToken?: boolean };

type NetworkPolicyObject = KubernetesObject & {
  readonly spec: {
    readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
};

type Binding = KubernetesObject & {
  readonly roleRef?: { readonly name: string };
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
};

const peerPorts = [2380, 2381];
const apiServerPorts = [443, 6443];

/** What the API server takes questions with. */
const reviews = [
  { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
  { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
];

export const setRules = {
  'the NetworkPolicy selects the pod': (objects: readonly KubernetesObject[]) => {
    const { spec, metadata } = only(objects, 'NetworkPolicy') as NetworkPolicyObject;
    const daemonSet = daemonSetOf(objects);
    const wanted = Object.entries(spec.podSelector.matchLabels ?? {});
    const labels = daemonSet.spec.template.metadata.labels;
    return [
      ...(wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
        ? []
        : ['its selector misses the pod']),
      ...(metadata.namespace === daemonSet.metadata.namespace ? [] : ['it is of another namespace']),
    ];
  },
  'the pod is reached by Prometheus alone, and reaches peer ports, and the API server if it asks it': (
    objects: readonly KubernetesObject[],
  ) => {
    const { spec } = only(objects, 'NetworkPolicy') as NetworkPolicyObject;
    const { policyTypes = [], ingress = [], egress = [] } = spec;
    const asks = asksApiServer(daemonSetOf(objects).spec.template.spec);
    const wanted = [...peerPorts, ...(asks ? apiServerPorts : [])];
    const outgoing = egress.flatMap(({ ports = [{}] }) => ports.map(({ port }) => port));
    return [
      ...['Ingress', 'Egress'].filter((type) => !policyTypes.includes(type)).map((type) => `${type} is open`),
      ...(ingress.length > 0 && ingress.every(onlyMetrics) ? [] : ['ingress is not the metrics port from a namespace']),
      ...(JSON.stringify(outgoing) === JSON.stringify(wanted) ? [] : [`egress is ${outgoing.join(', ')}`]),
    ];
  },
  'the DaemonSet selects its own pods, by what no release changes': (objects: readonly KubernetesObject[]) => {
    const { selector, template } = daemonSetOf(objects).spec;
    const entries = Object.entries(selector.matchLabels);
    return [
      ...entries
        .filter(([key, value]) => template.metadata.labels[key] !== value)
        .map(([key]) => `the pods have no such ${key}`),
      ...entries.filter(([key]) => key.endsWith('/version')).map(([key]) => `${key} is in the selector`),
    ];
  },
  'no name that could become a job label holds "etcd"': (objects: readonly KubernetesObject[]) =>
    objects.flatMap((object) =>
      namesOf(object)
        .filter((name) => name.includes('etcd'))
        .map((name) => `${object.kind} ${name}`),
    ),
  'the account may ask for reviews and nothing else': (objects: readonly KubernetesObject[]) => {
    const bindings: readonly Binding[] = objects.filter(({ kind }) => kind.endsWith('Binding'));
    const own = bindings.filter(({ subjects = [] }) => subjects.some(({ name }) => name === 'peerproof'));
    const ofRoles = objects.filter(({ kind }) => kind.endsWith('Role'));
    const roles = own.map(({ roleRef }) => ofRoles.find(({ metadata }) => metadata.name === roleRef?.name));
    const granted = roles.map((role) => JSON.stringify((role as { rules?: unknown } | undefined)?.rules));
    const asks = asksApiServer(daemonSetOf(objects).spec.template.spec);
    return granted.join() === (asks ? JSON.stringify(reviews) : '') ? [] : [`it may ${granted.join()}`];
  },
  'every object is in our namespace': (objects: readonly KubernetesObject[]) =>
    objects
      .filter(({ kind, metadata }) => !clusterWide.has(kind) && metadata.namespace !== 'peerproof')
      .map(({ kind, metadata }) => `${kind} ${metadata.name} is in ${metadata.namespace ?? 'no namespace'}`),
  'the account holds no token and the namespace says what it allows': (objects: readonly KubernetesObject[]) => {
    const account = only(objects, 'ServiceAccount') as ServiceAccountObject;
    const { labels = {} } = only(objects, 'Namespace').metadata;
    const levels = ['enforce', 'audit', 'warn'].map((mode) => labels[`pod-security.kubernetes.io/${mode}`]);
    return [
      ...(account.automountServiceAccountToken === false ? [] : ['the account mounts its token']),
      ...(levels.join() === 'privileged,baseline,baseline' ? [] : [`the levels are ${levels.join()}`]),
    ];
  },
} as const satisfies Readonly<Record<string, (objects: readonly KubernetesObject[]) => readonly string[]>>;

export function lintSet(objects: readonly KubernetesObject[]): readonly string[] {
  return Object.entries(setRules).flatMap(([name, rule]) => rule(objects).map((what) => `${name}: ${what}`));
}

const clusterWide = new Set(['ClusterRole', 'ClusterRoleBinding', 'Namespace', 'SecurityContextConstraints']);

function onlyMetrics({ from = [], ports = [] }: Rule): boolean {
  const fromNamespaces = from.length > 0 && from.every((peer) => 'namespaceSelector' in peer);
  return fromNamespaces && ports.length === 1 && ports[0]?.port === 'metrics';
}

/** Names of objects, of their pods' containers and ports, and every label: Prometheus makes job labels of them. */
function namesOf(object: KubernetesObject): readonly string[] {
  const template = object.kind === 'DaemonSet' ? (object as DaemonSetObject).spec.template : undefined;
  const containers = template?.spec.containers ?? [];
  return [
    object.metadata.name,
    ...Object.entries(object.metadata.labels ?? {}).flat(),
    ...Object.entries(template?.metadata.labels ?? {}).flat(),
    ...containers.flatMap(({ name, ports = [] }) => [name, ...ports.map((port) => port.name)]),
    ...(object.kind === 'PodMonitor' ? [JSON.stringify(object)] : []),
  ];
}
