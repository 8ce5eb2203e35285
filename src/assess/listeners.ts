// Adds each member's probe results: resolve says which addresses to probe, observe probes them.

import type { Listener, NetworkNamespace } from '../model/listener.ts';
import type { ListenUrl, Member } from '../model/member.ts';
import type { ProbeTarget } from '../observe/listeners/peer-probe.ts';
import type { Pending, ProbeResult, ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { exposesKeyspace, memberListeners, probeAddress } from '../resolve/probe-address.ts';

type Network = {
  readonly networkNamespace: (pid: number) => NetworkNamespace;
  /** The node's own address, where the options name it. */
  readonly hostAddress: string | undefined;
};

export type Wire = Network & { readonly probes: Pick<ProbeSchedule, 'sync' | 'answers'> };

/** A peer listener of a member, and the address to probe for it, if any. */
export type PlannedProbe = {
  readonly member: Member;
  readonly url: ListenUrl;
  readonly key: string;
  readonly address: ReturnType<typeof probeAddress>;
};

/** The addresses to probe, by the key of their answers. */
export function probeTargets(planned: readonly PlannedProbe[]): ReadonlyMap<string, ProbeTarget> {
  return new Map(planned.flatMap(({ key, address }) => (address.ask ? [[key, address] as const] : [])));
}

/** Attaches the answers that are known now. */
export function withListeners(
  members: readonly Member[],
  planned: readonly PlannedProbe[],
  answers: ReadonlyMap<string, ProbeResult>,
): readonly Member[] {
  return members.map((member) => {
    const own = planned.filter((one) => one.member === member);
    return { ...member, listeners: own.map((one) => listener(one, answers.get(one.key))) };
  });
}

export function planProbes(members: readonly Member[], wire: Network): readonly PlannedProbe[] {
  return members.flatMap((member) => planMember(member, wire));
}

/** The key holds the process: after a restart, what an earlier one answered is no evidence. */
function planMember(member: Member, { networkNamespace, hostAddress }: Network): readonly PlannedProbe[] {
  const listeners = memberListeners(member);
  if (listeners === undefined) return [];
  const { pid, startTime, urls } = listeners;
  const network = networkNamespace(pid);
  return urls.map((url) => ({
    member,
    url,
    key: keyOf(pid, startTime, url),
    address: probeAddress(url, network, hostAddress),
  }));
}

function keyOf(pid: number, startTime: number, { text }: ListenUrl): string {
  return `${pid} ${startTime} ${text}`;
}

/** The pending probes in words; `undefined`: none. */
export function pendingText({ answers, confirmations }: Pending): string | undefined {
  // The URL is what follows the second blank of a key.
  const [first, ...more] = answers.map((key) => key.split(' ').slice(2).join(' '));
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  if (first !== undefined) return `asking the peer listener ${first}${others}`;
  return confirmations.length === 0 ? undefined : 'waiting for the member list to be repeated';
}

function listener({ url, address }: PlannedProbe, result: ProbeResult | undefined): Listener {
  if (!address.ask) return notProbed(url, address.detail);
  if (result === undefined) return notProbed(url, 'it was not asked yet');
  const { answer, at } = result;
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
