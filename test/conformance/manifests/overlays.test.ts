import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildOverlay,
  hasKubectl,
  type KubernetesObject,
  manifestsDirectory,
} from '../../support/manifests/kustomize.ts';
import { type DaemonSetObject, daemonSetOf, lintPod } from '../../support/manifests/pod-lint.ts';
import { schemaErrors } from '../../support/manifests/strict-schema.ts';
import { lintSet } from '../../support/manifests/set-lint.ts';

const overlays = readdirSync(join(manifestsDirectory, 'overlays'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Components that are Kubernetes objects; the others are files for programs outside the cluster. */
const components = [
  'full-evidence',
  'grafana-dashboard',
  'kubernetes-authentication',
  'prometheus-operator',
  'recursive-read-only',
  'update-in-place',
  'web-tls',
];

const evidence = ['SYS_PTRACE', 'DAC_READ_SEARCH'];
/** Who may have capabilities, and which. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  kops: evidence,
  openshift: evidence,
  'full-evidence': evidence,
};

const variants = [
  ...overlays.map((overlay) => ({ name: overlay, overlay, added: [] })),
  ...components.map((component) => ({
    name: `kubeadm with ${component}`,
    overlay: 'kubeadm',
    added: [component],
  })),
  { name: 'kubeadm with everything', overlay: 'kubeadm', added: components },
];

describe.runIf(hasKubectl())('the directory of manifests', () => {
  it('has an overlay for each distribution that is supported', () => {
    expect(overlays).toEqual(['k3s', 'kops', 'kubeadm', 'openshift', 'rke2']);
  });

  it('leaves no node without a pod while it is updated, unless asked to', () => {
    const spec = (added: readonly string[]): object => daemonSetOf(buildOverlay('overlays/kubeadm', added)).spec;
    expect(spec([])).toMatchObject({
      minReadySeconds: 20,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
    expect(spec(['update-in-place'])).toHaveProperty('updateStrategy', {
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1 },
    });
    expect(spec(['update-in-place'])).not.toHaveProperty('minReadySeconds');
  });

  describe.each(variants)('$name', ({ overlay, added }) => {
    let objects: readonly KubernetesObject[] = [];
    let daemonSet: DaemonSetObject;

    beforeAll(() => {
      objects = buildOverlay(`overlays/${overlay}`, added);
      daemonSet = daemonSetOf(objects);
    });

    it('is what the API server accepts, field by field', () => {
      expect(objects.flatMap((object) => schemaErrors(object).map((error) => `${object.kind}: ${error}`))).toEqual([]);
    });

    it('runs a pod that could not do less with', () => {
      const capabilities = [overlay, ...added].flatMap((name) => allowed[name] ?? []);
      expect(lintPod(daemonSet.spec.template.spec, { capabilities })).toEqual([]);
    });

    it('fits together', () => {
      expect(lintSet(objects)).toEqual([]);
    });

    it('runs the version that this repository is', () => {
      const path = join(manifestsDirectory, '../package.json');
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
      expect(daemonSet.spec.template.spec.containers.map(({ image }) => image)).toEqual([
        `registry.example.com/peerproof:${version}`,
      ]);
      expect(daemonSet.metadata.labels?.['app.kubernetes.io/version']).toBe(version);
    });
  });
});
