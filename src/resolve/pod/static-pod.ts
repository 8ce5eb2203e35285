// A static pod's text → the containers in it that start etcd.

import type { ManifestFile } from '../../model/observation.ts';
import { type Result, ok, failWith } from '../../model/result.ts';
import { containerArgv } from './container-command.ts';
import { containerEnvironment } from './container-environment.ts';
import { duplicateKeyInPod } from './duplicate-keys.ts';
import { parseFirstDocument } from '../yaml/first-document.ts';
import type { HostMount, EtcdInvocation } from '../../model/invocation.ts';
import { createExpander } from './placeholders.ts';
import { clipped, field, isPlainObject, items, shown, typeName } from '../yaml/plain-data.ts';

/** The kubelet passes text that begins with `{` on as JSON and reads all else as YAML. */
export const jsonStart = /^[\s\uFEFF]*\{/;

/** The pod of a manifest, as plain data, or why the kubelet would refuse it. */
export function parsePod(text: string): Result<unknown> {
  if (text.trim() === '') return failWith('manifest_invalid', 'the file is empty; expected a pod');
  const parsed = jsonStart.test(text) ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isPlainObject(value)) return failWith('manifest_invalid', `expected a pod, found ${typeName(value)}`);
  const kind = field(value, 'kind');
  if (kind !== 'Pod' || field(value, 'apiVersion') !== 'v1') {
    return failWith('manifest_invalid', `expected apiVersion v1 and kind Pod, found ${describeKind(value)}`);
  }
  return Array.isArray(field(field(value, 'spec'), 'containers'))
    ? parsed
    : failWith('manifest_invalid', 'the pod has no list of containers in its spec');
}

function describeKind(value: unknown): string {
  return `apiVersion ${shown(field(value, 'apiVersion'))} and kind ${shown(field(value, 'kind'))}`;
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown);
  } catch (error) {
    // Only the place: the engine's own message may quote the text, which may be a secret.
    const place = /\(line \d+ column \d+\)$/.exec(error instanceof Error ? error.message : '')?.[0] ?? '';
    return failWith('manifest_invalid', `not JSON ${place}`.trimEnd());
  }
}

function parseYaml(text: string): Result<unknown> {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok) return failWith('manifest_invalid', `not YAML: ${parsed.detail}`);
  const duplicate = parsed.document === undefined ? undefined : duplicateKeyInPod(parsed.document);
  if (duplicate === undefined) return ok(parsed.value);
  // The kubelet takes the last one today; which one the author meant cannot be known, so nothing is claimed.
  return failWith('manifest_invalid', `key '${clipped(duplicate)}' is given twice; expected once`);
}

/** The etcds and kube-apiservers that a parsed pod declares. */
export type PodInvocations = {
  readonly etcd: readonly EtcdInvocation[];
  readonly apiServers: readonly EtcdInvocation[];
};

function podInvocations(pod: unknown, path: string): PodInvocations {
  const invocations = podContainers(pod).map((container) => containerInvocation(pod, container, path));
  return {
    etcd: invocations.filter(({ kind }) => kind === 'etcd').map(({ invocation }) => invocation),
    apiServers: invocations
      .filter(({ kind }) => kind === 'kube-apiserver')
      .map(({ invocation }) => invocation),
  };
}

/** Containers that keep running: init containers end before etcd serves, unless they are sidecars. */
function podContainers(pod: unknown): readonly unknown[] {
  const spec = field(pod, 'spec');
  const sidecars = items(field(spec, 'initContainers')).filter(
    (one) => field(one, 'restartPolicy') === 'Always',
  );
  return [...items(field(spec, 'containers')), ...sidecars];
}

type ContainerInvocation = {
  readonly kind: 'etcd' | 'kube-apiserver' | 'other';
  readonly invocation: EtcdInvocation;
};

function containerInvocation(pod: unknown, container: unknown, path: string): ContainerInvocation {
  const expand = createExpander();
  const { environment, placeholders } = containerEnvironment(container, expand);
  const { kind, argv, script } = containerArgv(container, environment, expand);
  const name = nameField(container);
  const podName = nameField(field(pod, 'metadata'));
  const invocation: EtcdInvocation = {
    source: 'manifest',
    location: `${path} (container ${name})`,
    fallbackName: `${podName}/${name}`,
    file: path,
    pid: undefined,
    startTime: undefined,
    argv,
    environment,
    placeholders,
    mounts: hostMounts(pod, container),
    containerised: true,
    script,
  };
  return { kind, invocation };
}

function nameField(value: unknown): string {
  const name = field(value, 'name');
  // A name of Kubernetes has at most 253 characters.
  return typeof name === 'string' ? name.slice(0, 253) : 'unnamed';
}

/** Every mount counts: one without a host directory hides what a mount above it would show. */
function hostMounts(pod: unknown, container: unknown): readonly HostMount[] {
  const volumes = items(field(field(pod, 'spec'), 'volumes'));
  return items(field(container, 'volumeMounts')).flatMap((mount) => {
    const mountPath = field(mount, 'mountPath');
    const volume = volumes.find((one) => field(one, 'name') === field(mount, 'name'));
    return typeof mountPath === 'string' ? [{ mountPath, hostPath: hostDirectory(volume, mount) }] : [];
  });
}

function hostDirectory(volume: unknown, mount: unknown): string | undefined {
  const hostPath = field(field(volume, 'hostPath'), 'path');
  const subPath = field(mount, 'subPath') ?? '';
  if (typeof hostPath !== 'string' || typeof subPath !== 'string') return undefined;
  // Only the kubelet can resolve a subPathExpr.
  if (field(mount, 'subPathExpr') !== undefined) return undefined;
  return subPath === '' ? hostPath : `${hostPath}/${subPath}`;
}

/** Reads one manifest file: its invocations, or what is wrong with it. */
export function manifestInvocations(file: ManifestFile): Result<PodInvocations> {
  if (!file.text.ok) return file.text;
  const pod = parsePod(file.text.value);
  if (!pod.ok) return failWith(pod.error.reason, `${file.path}: ${pod.error.detail}`);
  return ok(podInvocations(pod.value, file.path));
}
