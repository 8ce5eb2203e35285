// Kubernetes' own schemas, and what those let pass: fields that they do not know.
import { PodMonitor, PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { DaemonSet } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { ConfigMap, Namespace, ServiceAccount } from 'kubernetes-models/v1';
import type { KubernetesObject } from './kustomize.ts';
import { securityContextConstraints } from './security-context-constraints.ts';

type Validated = { validate: () => void };

const models = new Map<string, { readonly prototype: Validated }>([
  ['apps/v1 DaemonSet', DaemonSet],
  ['monitoring.coreos.com/v1 PodMonitor', PodMonitor],
  ['monitoring.coreos.com/v1 PrometheusRule', PrometheusRule],
  ['networking.k8s.io/v1 NetworkPolicy', NetworkPolicy],
  ['rbac.authorization.k8s.io/v1 ClusterRole', ClusterRole],
  ['rbac.authorization.k8s.io/v1 ClusterRoleBinding', ClusterRoleBinding],
  ['rbac.authorization.k8s.io/v1 Role', Role],
  ['rbac.authorization.k8s.io/v1 RoleBinding', RoleBinding],
  ['security.openshift.io/v1 SecurityContextConstraints', securityContextConstraints],
  ['v1 ConfigMap', ConfigMap],
  ['v1 Namespace', Namespace],
  ['v1 ServiceAccount', ServiceAccount],
]);

/** What the API server would refuse about an object; nothing when it is well-formed. */
export function schemaErrors(object: KubernetesObject): readonly string[] {
  const name = `${object.apiVersion} ${object.kind}`;
  const model = models.get(name);
  if (model === undefined) return [`no schema for ${name}`];
  const read = new Set<string>();
  try {
    model.prototype.validate.call(recordingReads(object, '', read) as Validated);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
  return pathsOf(object, '')
    .filter((path) => !read.has(path))
    .map((path) => `unknown field ${path}`);
}

/** A schema reads every field that it knows, and only those. */
function recordingReads(value: unknown, path: string, read: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return child;
      read.add(`${path}/${key}`);
      return recordingReads(child, `${path}/${key}`, read);
    },
  });
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [`${path}/${key}`, ...pathsOf(child, `${path}/${key}`)]);
}
