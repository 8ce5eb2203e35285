// A static pod's text → the containers in it that start etcd.

import { type EtcdInvocation, type HostMount, plainInvocation } from '../../model/invocation.ts';
import type { ManifestFile } from '../../model/observation.ts';
import { attempt, failWith, ok, type Result } from '../../model/result.ts';
import { parseFirstDocument } from '../yaml/first-document.ts';
import { clipped, field, isPlainObject, items, shown, typeName } from '../yaml/plain-data.ts';
import { containerCommand } from './container-command.ts';
import { containerEnvironment } from './container-environment.ts';
import { duplicateKeyInPod } from './duplicate-keys.ts';
import { createExpander } from './placeholders.ts';

/** The kubelet passes text that begins with `{` on as JSON and reads all else as YAML. */
export const jsonStart = /^[\s\uFEFF]*\{/;

/** The pod of a manifest as plain data; fails as the kubelet would. */
export function parsePod(text: string): Result<unknown> {
  if (text.trim() === '') return failWith('manifest_invalid', 'the file is empty; expected a pod');
  const parsed = jsonStart.test(text) ? parseJson(text) : parseYaml(text);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isPlainObject(value)) return failWith('manifest_invalid', `expected a pod, found ${typeName(value)}`);
  const [version, kind] = [field(value, 'apiVersion'), field(value, 'kind')];
  if (version !== 'v1' || kind !== 'Pod') {
    const found = `apiVersion ${shown(version)} and kind ${shown(kind)}`;
    return failWith('manifest_invalid', `expected apiVersion v1 and kind Pod, found ${found}`);
  }
  return Array.isArray(field(field(value, 'spec'), 'containers'))
    ? parsed
    : failWith('manifest_invalid', 'the pod has no list of containers in its spec');
}

function parseJson(text: string): Result<unknown> {
  const parsed = attempt((): unknown => JSON.parse(text.replace(/^\uFEFF/, '')));
  if (parsed.ok) return parsed;
  // The engine's message may quote the text, which may be a secret: only the position is shown.
  const position = /\(line \d+ column \d+\)$/.exec(parsed.error)?.[0] ?? '';
  return failWith('manifest_invalid', `not JSON ${position}`.trimEnd());
}

function parseYaml(text: string): Result<unknown> {
  const parsed = parseFirstDocument(text);
  if (!parsed.ok) return failWith('manifest_invalid', `not YAML: ${parsed.error}`);
  const { document, value } = parsed.value;
  const duplicate = document === undefined ? undefined : duplicateKeyInPod(document);
  if (duplicate === undefined) return ok(value);
  // The kubelet of today takes the last key. The author may have meant another, so nothing is claimed.
  return failWith('manifest_invalid', `key '${clipped(duplicate)}' is given twice; expected once`);
}

/** The etcds and kube-apiservers that a parsed pod declares. */
export type PodInvocations = {
  readonly etcd: readonly EtcdInvocation[];
  readonly apiServers: readonly EtcdInvocation[];
};

function podInvocations(pod: unknown, path: string): PodInvocations {
  const containers = podContainers(pod).map((container) => containerInvocation(pod, container, path));
  const ofKind = (wanted: string): readonly EtcdInvocation[] =>
    containers.filter(({ kind }) => kind === wanted).map(({ invocation }) => invocation);
  return { etcd: ofKind('etcd'), apiServers: ofKind('kube-apiserver') };
}

/** Containers that keep running: init containers end before etcd serves, unless they are sidecars. */
function podContainers(pod: unknown): readonly unknown[] {
  const spec = field(pod, 'spec');
  const sidecars = items(field(spec, 'initContainers')).filter(
    (container) => field(container, 'restartPolicy') === 'Always',
  );
  return [...items(field(spec, 'containers')), ...sidecars];
}

type ContainerInvocation = { readonly kind: string; readonly invocation: EtcdInvocation };

function containerInvocation(pod: unknown, container: unknown, path: string): ContainerInvocation {
  const expand = createExpander();
  const environment = containerEnvironment(container, expand);
  const { kind, argv, script } = containerCommand(container, environment, expand);
  const name = nameField(container);
  const invocation: EtcdInvocation = {
    ...plainInvocation,
    source: 'manifest',
    location: `${path} (container ${name})`,
    fallbackName: `${nameField(field(pod, 'metadata'))}/${name}`,
    file: path,
    argv,
    environment,
    placeholders: environment.unresolved,
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

/** Every mount counts: a mount without a host directory hides the mount above it. */
function hostMounts(pod: unknown, container: unknown): readonly HostMount[] {
  const volumes = items(field(field(pod, 'spec'), 'volumes'));
  return items(field(container, 'volumeMounts')).flatMap((mount) => {
    const mountPath = field(mount, 'mountPath');
    const volume = volumes.find((candidate) => field(candidate, 'name') === field(mount, 'name'));
    return typeof mountPath === 'string' ? [{ mountPath, hostPath: hostDirectory(volume, mount) }] : [];
  });
}

function hostDirectory(volume: unknown, mount: unknown): string | undefined {
  const hostPath = field(field(volume, 'hostPath'), 'path');
  const subPath = field(mount, 'subPath') ?? '';
  if (typeof hostPath !== 'string' || typeof subPath !== 'string') return undefined;
  // A subPathExpr is only known to the kubelet.
  if (field(mount, 'subPathExpr') !== undefined) return undefined;
  return subPath === '' ? hostPath : `${hostPath}/${subPath}`;
}

/** The invocations of a manifest file; fails with the reason why the kubelet would refuse it. */
export function manifestInvocations(file: ManifestFile): Result<PodInvocations> {
  if (!file.text.ok) return file.text;
  const pod = parsePod(file.text.value);
  if (!pod.ok) return failWith(pod.error.reason, `${file.path}: ${pod.error.detail}`);
  return ok(podInvocations(pod.value, file.path));
}
