// Kubernetes objects as `kubectl apply -k` would send them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
};

export const manifestsDirectory = resolve(import.meta.dirname, '../../../manifests');

export function hasKubectl(): boolean {
  const found = (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, 'kubectl')));
  if (found) return true;
  const message = 'Cannot find kubectl: install it from https://kubernetes.io/docs/tasks/tools/ (1.27 or later)';
  if (process.env['CI'] ?? process.env['PEERPROOF_REQUIRE_TOOLS']) throw new Error(message);
  process.stderr.write(`manifests not built: ${message}\n`);
  return false;
}

/** An overlay with these components added, as an operator would add them. Both are names below manifests/. */
export function buildOverlay(overlay: string, components: readonly string[] = []): readonly KubernetesObject[] {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'peerproof-overlay-'));
  const path = (name: string): string => relative(directory, join(manifestsDirectory, name));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [path(overlay)],
    components: components.map((name) => path(`components/${name}`)),
  };
  try {
    writeFileSync(join(directory, 'kustomization.yaml'), JSON.stringify(kustomization));
    return build(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function build(directory: string): readonly KubernetesObject[] {
  const text = execFileSync('kubectl', ['kustomize', directory], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as KubernetesObject);
}

/** The one object of that kind. */
export function only(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const [first, ...others] = objects.filter((object) => object.kind === kind);
  if (first === undefined || others.length > 0)
    throw new Error(`expected one ${kind}, found ${others.length + (first ? 1 : 0)}`);
  return first;
}
