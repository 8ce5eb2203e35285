// One assessment, as a straight line: observe → resolve → evaluate. The agent and `check` both call it.

import { evaluateRule } from '../evaluate/evaluate.ts';
import type { Rule } from '../evaluate/rule.ts';
import type { Explainer } from '../explain/explain.ts';
import { withCaFiles } from './ca-files.ts';
import { planProbes, probeTargets, type Wire, withListeners } from './listeners.ts';
import type {
  ManifestDirectory,
  ManifestFile,
  ProcessObservation,
  ProcessTable,
} from '../model/observation.ts';
import type { ConfigurationFacts } from '../model/explanation.ts';
import type { Resolution } from '../model/member.ts';
import { type Cause } from '../model/reason.ts';
import { guard, internalError, ok, type Result } from '../model/result.ts';
import type { Policy, Report } from '../model/report.ts';
import type { NodeReader } from '../observe/node.ts';
import { apiServerCaFiles } from '../resolve/ca-paths.ts';
import { etcdServers, type RunningApiServer } from '../resolve/members/api-server.ts';
import { type EtcdInvocation, mountsFor, type ResolvedEtcd } from '../resolve/invocation.ts';
import { limitInvocations } from '../resolve/invocation-limit.ts';
import { resolveMembers } from '../resolve/members/members.ts';
import { isK3sWithoutEtcd, processInvocation, runningApiServer } from '../resolve/process-invocation.ts';
import {
  type ParsedInvocation,
  parseInvocation,
  resolveSettings,
  wantedConfigFile,
} from '../resolve/etcd/settings.ts';
import { manifestInvocations, type PodInvocations } from '../resolve/pod/static-pod.ts';
import { sourceStates } from './source-states.ts';

export type Assessor = {
  readonly node: string;
  readonly rules: readonly Rule[];
  readonly policy: Policy;
  readonly now: () => Date;
  /** `undefined`: the peer listeners are not asked. */
  readonly wire: Wire | undefined;
  /** `undefined`: the report does not say how its verdicts came to be. */
  readonly explainer?: Explainer | undefined;
};

type ConfigFileReader = Pick<NodeReader['files'], 'readConfigFile'>;

export async function assess(reader: NodeReader, assessor: Assessor): Promise<Report> {
  const { node, rules, policy, now, wire, explainer } = assessor;
  reader.files.begin();
  const directories = await reader.files.readManifests();
  const table = reader.processes.read();
  const pods = readPods(directories);
  const running = table.processes.map(runningInvocation).filter((invocation) => invocation !== undefined);
  const bounded = [
    ...limitInvocations('manifest', pods.declared, 0),
    ...limitInvocations('process', running, table.unread),
  ];
  const factsOf: FactsOf = (...resolved) => explainer?.configuration(...resolved, { directories, table });
  const resolved = await resolveInvocations(reader.files, bounded, factsOf);
  const apiServers = runningApiServers(table);
  const invocations = rules.some(({ readsCaFiles }) => readsCaFiles)
    ? await withCaFiles(reader.files.readCaFile, resolved, apiServerCaFiles(pods.apiServers, apiServers))
    : resolved;
  const declared = pods.apiServers.map(({ argv }) => argv);
  const configured = resolveMembers(invocations, etcdServers(declared, apiServers));
  const planned = wire === undefined ? [] : planProbes(configured, wire);
  wire?.probes.sync(probeTargets(planned));
  const members = withListeners(configured, planned, wire?.probes.answers() ?? new Map());
  const sources = sourceStates({ directories, podCauses: pods.causes, table, members });
  const at = now();
  const results = rules.map((rule) => evaluateRule(rule, members, { sources, policy, at }));
  const all = { results, invocations, members, sources, declared, running: apiServers };
  return { node, assessedAt: at, rules: explainer?.results(all) ?? results, members, sources };
}

type Pods = Omit<PodInvocations, 'etcd'> & {
  readonly declared: readonly EtcdInvocation[];
  readonly causes: readonly Cause[];
};

function readPods(directories: readonly ManifestDirectory[]): Pods {
  const files = directories.flatMap(({ files: own }) => (own.ok ? own.value : []));
  const pods = files.map(podInvocations);
  const parsed = pods.flatMap((pod) => (pod.ok ? [pod.value] : []));
  return {
    declared: parsed.flatMap(({ etcd }) => etcd),
    apiServers: parsed.flatMap((pod) => pod.apiServers),
    causes: pods.flatMap((pod) => (pod.ok ? [] : [pod.error])),
  };
}

/** By the file as it was read, which stays the same object as long as it says the same. */
const parsedPods = new WeakMap<ManifestFile, Result<PodInvocations>>();

function podInvocations(file: ManifestFile): Result<PodInvocations> {
  const parsed = parsedPods.get(file) ?? guard(file.path, () => manifestInvocations(file));
  parsedPods.set(file, parsed);
  return parsed;
}

/** A process on which the agent fails may be the one etcd of the node: it stays, with nothing known of it. */
function runningInvocation(process: ProcessObservation): EtcdInvocation | undefined {
  const invocation = guard(`pid ${process.pid}`, () => ok(processInvocation(process)));
  return invocation.ok
    ? invocation.value
    : processInvocation({ ...process, argv: invocation, environ: invocation, exe: 'etcd' });
}

function runningApiServers({ processes }: ProcessTable): readonly RunningApiServer[] {
  return processes.flatMap((process) => {
    const one = guard(`pid ${process.pid}`, () => ok(runningApiServer(process)));
    if (!one.ok) return [{ pid: process.pid, argv: one, containerised: process.containerised }];
    return one.value === undefined ? [] : [one.value];
  });
}

/** What an explanation needs of an invocation; `undefined` where nobody asks. */
type FactsOf = (
  parsed: ParsedInvocation,
  configFile: Result<string> | undefined,
  resolution: Resolution,
) => ConfigurationFacts | undefined;

export async function resolveInvocations(
  reader: ConfigFileReader,
  invocations: readonly EtcdInvocation[],
  factsOf: FactsOf = () => undefined,
): Promise<readonly ResolvedEtcd[]> {
  const parsed = invocations.map(parsedInvocation).filter((invocation) => invocation !== undefined);
  const resolved = await Promise.all(
    parsed.map((one) =>
      resolveInvocation(reader, one, parsed, factsOf).catch((error: unknown) => failed(one, error)),
    ),
  );
  return resolved.filter((invocation) => invocation !== undefined);
}

function parsedInvocation(invocation: EtcdInvocation): ParsedInvocation | undefined {
  const parsed = guard(invocation.location, () => ok(parseInvocation(invocation)));
  return parsed.ok ? parsed.value : { invocation, outcome: parsed };
}

function failed({ invocation }: ParsedInvocation, error: unknown): ResolvedEtcd {
  return {
    invocation,
    resolution: { resolved: false, cause: internalError(invocation.location, error).error },
  };
}

async function resolveInvocation(
  reader: ConfigFileReader,
  parsed: ParsedInvocation,
  all: readonly ParsedInvocation[],
  factsOf: FactsOf,
): Promise<ResolvedEtcd | undefined> {
  const { invocation } = parsed;
  const path = wantedConfigFile(parsed);
  const mounts = mountsFor(invocation, all, (other) => wantedConfigFile(other) === path);
  const text = path === undefined ? undefined : await reader.readConfigFile({ ...invocation, path, mounts });
  if (isK3sWithoutEtcd(invocation, text)) return undefined;
  const resolution = resolveSettings(parsed, text);
  const facts = factsOf(parsed, text, resolution);
  return facts === undefined ? { invocation, resolution } : { invocation, resolution, facts };
}
