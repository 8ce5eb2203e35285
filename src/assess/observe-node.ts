// A node → observations: its manifests, its processes, the files that they name, and its peer listeners.

import type { ApiServerInvocation, EtcdInvocation } from '../model/invocation.ts';
import type { ManifestFile, Observations, ProcessObservation, ProcessTable } from '../model/observation.ts';
import type { Cause } from '../model/reason.ts';
import type { Policy } from '../model/report.ts';
import { guard, ok, type Result } from '../model/result.ts';
import { limitInvocations } from '../resolve/invocation-limit.ts';
import { manifestInvocations, type PodInvocations } from '../resolve/pod/static-pod.ts';
import { processInvocation, runningApiServer } from '../resolve/process-invocation.ts';
import { observeListeners } from './probed-listeners.ts';
import type { Node } from './open-node.ts';
import { readScope } from './scope.ts';
import { sourceStates } from './source-states.ts';

export async function observeNode(node: Node, policy: Policy): Promise<Observations> {
  const { reader } = node;
  reader.files.begin();
  const directories = await reader.files.readManifests();
  const table = reader.processes.read();
  const files = directories.flatMap(({ files: own }) => (own.ok ? own.value : []));
  const pods = declaredBy(files);
  const invocations = [
    ...limitInvocations('manifest', pods.etcd, 0),
    ...limitInvocations('process', runningEtcds(table), table.unread),
  ];
  const apiServers = [...pods.apiServers, ...table.processes.flatMap(runningApiServers)];
  const scope = await readScope(reader.files, invocations, apiServers, policy);
  const listeners = observeListeners(scope.etcds, node);
  return {
    node: node.name,
    at: node.now(),
    grouping: 'node',
    scopes: [scope],
    listeners,
    files,
    processes: table.processes,
    sources: sourceStates({ directories, podCauses: pods.causes, table, etcds: scope.etcds, listeners }),
    notObserved: [],
  };
}

type Declared = PodInvocations & { readonly causes: readonly Cause[] };

/** The etcds and kube-apiservers of the manifests, and why some of the manifests could not be parsed. */
function declaredBy(files: readonly ManifestFile[]): Declared {
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

function runningEtcds({ processes }: ProcessTable): readonly EtcdInvocation[] {
  return processes.map(runningEtcd).filter((invocation) => invocation !== undefined);
}

/** Keeps a process on which the agent fails, with nothing known of it: it may be the only etcd of the node. */
function runningEtcd(process: ProcessObservation): EtcdInvocation | undefined {
  const invocation = guard(`pid ${process.pid}`, () => ok(processInvocation(process)));
  return invocation.ok
    ? invocation.value
    : processInvocation({ ...process, argv: invocation, environ: invocation, exe: 'etcd' });
}

/** Keeps a process on which the agent fails: it may be the kube-apiserver of the node. */
function runningApiServers(process: ProcessObservation): readonly ApiServerInvocation[] {
  const one = guard(`pid ${process.pid}`, () => ok(runningApiServer(process)));
  const found = one.ok ? one.value : runningApiServer({ ...process, argv: one, exe: 'kube-apiserver' });
  return found === undefined ? [] : [found];
}
