// Running etcds → what their peer listeners answered: resolve says which addresses to probe, observe probes them.

import type { EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import type { Listener } from '../model/listener.ts';
import type { ListenUrl } from '../model/member.ts';
import type { Observations } from '../model/observation.ts';
import type { ProbeTarget } from '../observe/listeners/peer-probe.ts';
import type { Asked, ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { exposesKeyspace, peerListeners, probeAddress } from '../resolve/probe-address.ts';
import type { Node } from './node.ts';

type ProbedNode = Pick<Node, 'probes' | 'networkNamespace' | 'hostAddress'>;

type Plan = {
  readonly invocation: EtcdInvocation;
  readonly url: ListenUrl;
  readonly key: string;
  readonly address: ReturnType<typeof probeAddress>;
};

/** Tells the schedule which listeners there are, and returns their last answers; nothing with --probe=off. */
export function observeListeners(
  etcds: readonly ResolvedEtcd[],
  node: ProbedNode,
): Observations['listeners'] {
  const { probes } = node;
  if (probes === undefined) return new Map();
  const plans = etcds.flatMap((etcd) => plansOf(etcd, node));
  probes.sync(targetsOf(plans));
  const answers = probes.answers();
  const byEtcd = Map.groupBy(plans, ({ invocation }) => invocation);
  return new Map(
    [...byEtcd].map(([invocation, own]) => [
      invocation,
      own.map((plan) => listenerOf(plan, answers.get(plan.key))),
    ]),
  );
}

/** The key holds the process: after a restart, what an earlier one answered is no evidence. */
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
  return new Map(plans.flatMap(({ key, address }) => (address.ask ? [[key, address] as const] : [])));
}

function listenerOf({ url, address }: Plan, asked: Asked | undefined): Listener {
  if (!address.ask) return notProbed(url, address.detail);
  if (asked === undefined) return notProbed(url, 'it was not asked yet');
  const { answer, at } = asked;
  return { url: url.text, answer, askedAt: at, exposesKeyspace: exposesKeyspace(url, answer) };
}

function notProbed(url: ListenUrl, detail: string): Listener {
  return {
    url: url.text,
    answer: { kind: 'not_probed', detail },
    askedAt: undefined,
    exposesKeyspace: undefined,
  };
}

/** The probe that an assessment waits for, in words; `undefined`: none. */
export function pendingProbe(probes: ProbeSchedule): string | undefined {
  const { answers, repetitions } = probes.awaited();
  // The URL is what follows the second blank of a key.
  const [first, ...more] = answers.map((key) => key.split(' ').slice(2).join(' '));
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  if (first !== undefined) return `asking the peer listener ${first}${others}`;
  return repetitions.length === 0 ? undefined : 'waiting for the member list to be repeated';
}
