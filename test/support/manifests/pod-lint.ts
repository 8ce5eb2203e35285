// What every pod of ours must be: each rule names what is wrong, or nothing.
import { type KubernetesObject, only } from './kustomize.ts';

type Volume = {
  readonly name: string;
  readonly hostPath?: { readonly path: string; readonly type?: string };
};
type Mount = {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly subPath?: string;
};
type HttpProbe = { readonly httpGet?: { readonly port: number | string } };

type SecurityContext = {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly seccompProfile?: { readonly type: string };
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
};

type Container = {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly {
    readonly name: string;
    readonly containerPort: number;
    readonly hostPort?: number;
  }[];
  readonly startupProbe?: HttpProbe;
  readonly livenessProbe?: HttpProbe;
  readonly readinessProbe?: HttpProbe;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: SecurityContext;
  readonly volumeMounts?: readonly Mount[];
};

export type PodSpec = {
  readonly automountServiceAccountToken?: boolean;
  readonly enableServiceLinks?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly priorityClassName?: string;
  readonly securityContext?: SecurityContext;
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
};

export type DaemonSetObject = KubernetesObject & {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: {
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly spec: PodSpec;
    };
  };
};

export function daemonSetOf(objects: readonly KubernetesObject[]): DaemonSetObject {
  return only(objects, 'DaemonSet') as DaemonSetObject;
}

/** What a component may add, because its own text argues for it. */
export type Allowance = { readonly capabilities: readonly string[] };

type Rule = (pod: PodSpec, allowance: Allowance) => readonly string[];

/** Directories and files of the host that the agent may see, all of them read-only. */
const readableHostPaths = new Set([
  '/etc/kubernetes/manifests',
  '/var/lib/rancher/rke2/agent/pod-manifests',
  '/var/lib/rancher/rke2/server/db/etcd/config',
  '/var/lib/rancher/k3s/server/db/etcd/config',
  '/proc',
]);

const each =
  (rule: (container: Container, allowance: Allowance, pod: PodSpec) => readonly (string | false | undefined)[]): Rule =>
  (pod, allowance) =>
    pod.containers.flatMap((container) => rule(container, allowance, pod)).filter((one) => typeof one === 'string');

export function asksApiServer({ containers }: PodSpec): boolean {
  return containers.some(({ args = [] }) => args.includes('--web.authentication=kubernetes'));
}

const when = (wrong: boolean, what: string): readonly string[] => (wrong ? [what] : []);

export const podRules = {
  'drops every capability': each(({ securityContext }) => [
    JSON.stringify(securityContext?.capabilities?.drop) !== '["ALL"]' && 'capabilities.drop is not [ALL]',
  ]),
  'adds no capability that nobody argued for': each(({ securityContext }, { capabilities }) =>
    (securityContext?.capabilities?.add ?? []).filter((one) => !capabilities.includes(one)).map((one) => `adds ${one}`),
  ),
  'cannot gain privileges': each(({ securityContext }) => [
    securityContext?.allowPrivilegeEscalation !== false && 'allowPrivilegeEscalation is not false',
    securityContext?.privileged === true && 'is privileged',
  ]),
  'cannot write its own files': each(({ securityContext }) => [
    securityContext?.readOnlyRootFilesystem !== true && 'readOnlyRootFilesystem is not true',
  ]),
  'is uid 0 and gid 0 of its own accord': ({ securityContext }) => [
    ...when(
      securityContext?.runAsUser !== 0,
      'runAsUser is not 0: the image is 65532, which cannot read the manifests',
    ),
    ...when(securityContext?.runAsGroup !== 0, 'runAsGroup is not 0'),
  ],
  'is filtered by seccomp': ({ securityContext }) =>
    when(securityContext?.seccompProfile?.type !== 'RuntimeDefault', 'seccompProfile is not RuntimeDefault'),
  'shares no namespace with the node': (pod) => [
    ...when(pod.hostPID === true, 'hostPID'),
    ...when(pod.hostIPC === true, 'hostIPC'),
    ...when(pod.hostNetwork === true, 'hostNetwork'),
    ...when(
      pod.containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort !== undefined)),
      'hostPort',
    ),
  ],
  'holds a token only to ask the API server who may read the metrics': (pod) =>
    when(
      pod.automountServiceAccountToken !== asksApiServer(pod),
      `automountServiceAccountToken is ${pod.automountServiceAccountToken}`,
    ),
  'gets no environment from services': ({ enableServiceLinks }) =>
    when(enableServiceLinks !== false, 'enableServiceLinks is not false'),
  'mounts only what it must see of the host': ({ volumes = [] }) =>
    volumes.flatMap(({ hostPath }) => {
      if (hostPath === undefined) return [];
      return [
        ...when(!readableHostPaths.has(hostPath.path), `${hostPath.path} is not on the list`),
        ...when(
          hostPath.type !== 'Directory' && hostPath.type !== 'File',
          `${hostPath.path} may be created by its type`,
        ),
      ];
    }),
  'mounts everything read-only and whole': each(({ volumeMounts = [] }) =>
    volumeMounts.flatMap(({ mountPath, readOnly, subPath }) => [
      readOnly !== true && `${mountPath} is writable`,
      subPath !== undefined && `${mountPath} is a subPath, which no update reaches`,
    ]),
  ),
  'mounts a host path where the host has it': each(({ volumeMounts = [] }, _, { volumes = [] }) =>
    volumes.flatMap(({ name, hostPath }) => {
      const mount = volumeMounts.find((one) => one.name === name);
      if (mount === undefined) return [`${name} is not mounted`];
      const expected = hostPath?.path === '/proc' ? '/host/proc' : hostPath?.path;
      return [expected !== undefined && mount.mountPath !== expected && `${name} is not at ${expected}`];
    }),
  ),
  'is of one version': each(({ image }) => [
    !/^[^:]+(:\d+)?\/[^:]+:\d+\.\d+\.\d+[\w.-]*$|@sha256:[\da-f]{64}$/.test(image) &&
      `${image} has no version or digest`,
  ]),
  'is probed on the port without authentication': each(({ ports = [], ...container }) => {
    const health = ports.find(({ name }) => name === 'health');
    return [
      health?.containerPort !== 19_381 && 'no port named health',
      ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).map(
        (probe) => container[probe]?.httpGet?.port !== 'health' && `${probe} is not on it`,
      ),
    ];
  }),
  'asks for what it uses and is stopped beyond it': each(({ resources }) => [
    resources?.requests?.['cpu'] === undefined && 'no CPU request',
    resources?.requests?.['memory'] === undefined && 'no memory request',
    resources?.limits?.['memory'] === undefined && 'no memory limit',
  ]),
} as const satisfies Readonly<Record<string, Rule>>;

export function lintPod(pod: PodSpec, allowance: Allowance): readonly string[] {
  return Object.entries(podRules).flatMap(([name, rule]) => rule(pod, allowance).map((what) => `${name}: ${what}`));
}
