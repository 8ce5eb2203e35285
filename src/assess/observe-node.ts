// A node → observations: its manifests, its processes, the files that they name, and its peer listeners.

import type { ApiServerInvocation } from '../model/invocation.ts';
import type { ManifestFile, Observations, ProcessObservation } from '../model/observation.ts';
import type { Cause } from '../model/reason.ts';
import type { Policy } from '../model/report.ts';
import { guard, ok, type Result } from '../model/result.ts';
import { limitInvocations } from '../resolve/invocation-limit.ts';
import { manifestInvocations, type PodInvocations } from '../resolve/pod/static-pod.ts';
import { processInvocation, runningApiServer } from '../resolve/process-invocation.ts';
import type { ProcessKind } from '../resolve/program-name.ts';
import { observeListeners } from './probed-listeners.ts';
import type { Node } from './open-node.ts';
import { readScope } from './scope.ts';
import { sourceStates } from './source-states.ts';

export async function observeNode(node: Node, policy: Policy): Promise<Observations> {
  const { reader } = node;
  reader.files.begin();
  const directories = await reader.files.readManifests();
  const table = reader.processes.read();
  const files = directories.flatMap((directory) => (directory.files.ok ? directory.files.value : []));
  const pods = declaredBy(files);
  const { processes } = table;
  const runningEtcds = invocationsOf('etcd', processes, processInvocation);
  const invocations = [
    ...limitInvocations('manifest', pods.etcd, 0),
    ...limitInvocations('process', runningEtcds, table.unread),
  ];
  const apiServers = [...pods.apiServers, ...invocationsOf('kube-apiserver', processes, runningApiServer)];
  const scope = await readScope(reader.files, invocations, apiServers, policy);
  const listeners = observeListeners(scope.etcds, node);
  return {
    node: node.name,
    at: node.now(),
    grouping: 'node',
    scopes: [scope],
    listeners,
    files,
    processes,
    sources: sourceStates({ directories, podCauses: pods.causes, table, etcds: scope.etcds, listeners }),
    notObserved: [],
  };
}

/** Collects the etcds and kube-apiservers of the manifests, and the causes for which manifests could not be parsed. */
function declaredBy(files: readonly ManifestFile[]): PodInvocations & { readonly causes: readonly Cause[] } {
  const pods = files.map(podOf);
  const parsed = pods.flatMap((pod) => (pod.ok ? [pod.value] : []));
  return {
    etcd: parsed.flatMap(({ etcd }) => etcd),
    apiServers: parsed.flatMap(({ apiServers }) => apiServers),
    causes: pods.flatMap((pod) => (pod.ok ? [] : [pod.error])),
  };
}

/** Parsed pods by the file as it was read, which stays the same object as long as its text is the same. */
const parsedPods = new WeakMap<ManifestFile, Result<PodInvocations>>();

function podOf(file: ManifestFile): Result<PodInvocations> {
  const parsed = parsedPods.get(file) ?? guard(file.path, () => manifestInvocations(file));
  parsedPods.set(file, parsed);
  return parsed;
}

/**
 * Reads the invocations of a program. A process on which the agent fails counts as the program with nothing known of it: it may
 * be the only one of the node.
 */
function invocationsOf<T extends ApiServerInvocation>(
  program: ProcessKind,
  processes: readonly ProcessObservation[],
  read: (process: ProcessObservation) => T | undefined,
): readonly T[] {
  return processes.flatMap((process) => {
    const invocation = guard(`pid ${process.pid}`, () => ok(read(process)));
    if (invocation.ok) return invocation.value ?? [];
    return read({ ...process, argv: invocation, environ: invocation, exe: program }) ?? [];
  });
}
