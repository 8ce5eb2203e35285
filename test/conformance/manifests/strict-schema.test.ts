import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../support/manifests/kustomize.ts';
import { schemaErrors } from '../../support/manifests/strict-schema.ts';

const daemonSet = (container: object, spec: object = {}): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'one', labels: { any: 'label' } },
    spec: {
      selector: { matchLabels: { any: 'label' } },
      template: {
        metadata: { labels: { any: 'label' } },
        spec: { containers: [{ name: 'one', ...container }] },
      },
      ...spec,
    },
  }) as KubernetesObject;

describe('the strict schema', () => {
  it('accepts what is well-formed, with labels, quantities and lists', () => {
    const container = {
      image: 'a/b:1.0.0',
      args: ['--one'],
      resources: { limits: { memory: '1Gi', cpu: 1 } },
    };
    expect(schemaErrors(daemonSet(container))).toEqual([]);
  });

  it('refuses every unknown field by its path, at any depth', () => {
    const container = {
      securityContext: { readOnlyRootFileSystem: true },
      ports: [{ containerport: 1, containerPort: 1 }],
    };
    expect(schemaErrors(daemonSet(container, { updatestrategy: {} }))).toEqual([
      'unknown field /spec/template/spec/containers/0/securityContext/readOnlyRootFileSystem',
      'unknown field /spec/template/spec/containers/0/ports/0/containerport',
      'unknown field /spec/updatestrategy',
    ]);
  });

  it('refuses a wrong type and a missing field', () => {
    expect(schemaErrors(daemonSet({ args: [1] })).join()).toContain('args/0 must be string');
    expect(schemaErrors(daemonSet({ name: undefined })).join()).toContain('must have required property name');
  });

  it('refuses a bad interval of a PodMonitor', () => {
    const podMonitor = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'one' },
      spec: { selector: {}, podMetricsEndpoints: [{ port: 'metrics', interval: 'often' }] },
    };
    expect(schemaErrors(podMonitor).join()).toContain('interval must match pattern');
  });

  it('refuses an unknown field and a wrong type of a security context constraint', () => {
    const constraint = {
      apiVersion: 'security.openshift.io/v1',
      kind: 'SecurityContextConstraints',
      metadata: { name: 'one' },
      allowHostDirVolumePlugin: true,
      allowHostIPC: false,
      allowHostNetwork: false,
      allowHostPID: false,
      allowHostPorts: false,
      allowPrivilegedContainer: false,
      readOnlyRootFilesystem: true,
      fsGroup: { type: 'RunAsAny' },
      runAsUser: { type: 'RunAsAny' },
      seLinuxContext: { type: 'RunAsAny' },
      supplementalGroups: { type: 'RunAsAny' },
    };
    expect(schemaErrors(constraint)).toEqual([]);
    expect(schemaErrors({ ...constraint, allowHostPid: true } as KubernetesObject)).toEqual([
      'unknown field /allowHostPid',
    ]);
    expect(schemaErrors({ ...constraint, users: 'one' } as KubernetesObject)).toEqual(['users is no list of strings']);
  });

  it('refuses a kind that it has no schema for', () => {
    expect(schemaErrors({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' } })).toEqual([
      'no schema for v1 Pod',
    ]);
  });
});
