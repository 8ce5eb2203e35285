// Answers of the peer listeners of running etcds: resolve says which addresses to probe, observe probes them.

import type { EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import type { Listener } from '../model/listener.ts';
import type { ListenUrl } from '../model/settings.ts';
import type { Observations } from '../model/observation.ts';
import type { ProbeTarget } from '../observe/listeners/peer-probe.ts';
import type { ProbeResult, ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { exposesKeyspace, peerListeners, probeAddress } from '../resolve/probe-address.ts';
import type { Node } from './open-node.ts';

type ProbedNode = Pick<Node, 'probes' | 'networkNamespace' | 'hostAddress'>;

/** A probe of a listener, or the reason why it cannot be probed. */
type Plan = {
  readonly invocation: EtcdInvocation;
  readonly url: ListenUrl;
  readonly key: string;
  readonly address: ReturnType<typeof probeAddress>;
};

/** Gives the schedule its listeners and returns their last answers; with --probe=off there are none. */
export function observeListeners(etcds: readonly ResolvedEtcd[], node: ProbedNode): Observations['listeners'] {
  const { probes } = node;
  if (probes === undefined) return new Map();
  const plans = etcds.flatMap((etcd) => plansOf(etcd, node));
  probes.sync(targetsOf(plans));
  const answers = probes.answers();
  const byEtcd = [...Map.groupBy(plans, ({ invocation }) => invocation)];
  return new Map(
    byEtcd.map(([invocation, planned]) => [invocation, planned.map((plan) => listenerOf(plan, answers.get(plan.key)))]),
  );
}

/** Plans a probe for each URL. Its key holds the process: the answer of an earlier process is no evidence. */
function plansOf(etcd: ResolvedEtcd, { networkNamespace, hostAddress }: ProbedNode): readonly Plan[] {
  const urls = peerListeners(etcd);
  const { invocation } = etcd;
  const { pid, startTime } = invocation;
  if (pid === undefined || urls.length === 0) return [];
  const namespace = networkNamespace(pid);
  return urls.map((url) => ({
    invocation,
    url,
    key: `${pid} ${startTime} ${url.text}`,
    address: probeAddress(url, namespace, hostAddress),
  }));
}

function targetsOf(plans: readonly Plan[]): ReadonlyMap<string, ProbeTarget> {
  return new Map(plans.flatMap(({ key, address }) => (address.ok ? [[key, address.value] as const] : [])));
}

function listenerOf({ url, address }: Plan, result: ProbeResult | undefined): Listener {
  if (!address.ok) return notProbed(url, address.error);
  if (result === undefined) return notProbed(url, 'it was not asked yet');
  const { answer, at } = result;
  return { url: url.text, answer, askedAt: at, exposesKeyspace: exposesKeyspace(url, answer) };
}

function notProbed(url: ListenUrl, detail: string): Listener {
  const answer = { kind: 'not_probed', detail } as const;
  return { url: url.text, answer, askedAt: undefined, exposesKeyspace: undefined };
}

/** Names the probe that an assessment waits for; `undefined`: none. */
export function pendingProbe(probes: ProbeSchedule): string | undefined {
  const { answers, confirmations } = probes.pending();
  // A key ends with its URL, after the second blank.
  const [first, ...more] = answers.map((key) => key.split(' ').slice(2).join(' '));
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  if (first !== undefined) return `asking the peer listener ${first}${others}`;
  return confirmations.length === 0 ? undefined : 'waiting for the member list to be repeated';
}
