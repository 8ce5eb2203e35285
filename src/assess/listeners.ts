// Members → members with what their peer listeners answered: which addresses to ask (resolve), asking (observe).

import type { Member } from '../model/member.ts';
import type { ListenUrl } from '../model/settings.ts';
import type { Listener, NetworkNamespace } from '../model/listener.ts';
import type { ProbeTarget } from '../observe/listeners/peer-probe.ts';
import type { Asked, ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { exposesKeyspace, memberListeners, probeAddress } from '../resolve/probe-address.ts';

export type Wire = {
  readonly look: ProbeSchedule['look'];
  readonly networkNamespace: (pid: number) => NetworkNamespace;
  /** The node's own address, where the agent was told it. */
  readonly hostAddress: string | undefined;
};

type Plan = {
  readonly member: Member;
  readonly url: ListenUrl;
  readonly key: string;
  readonly address: ReturnType<typeof probeAddress>;
};

/** Attaches what is known now. Without a wire (--probe=off) members have no listeners. */
export function withListeners(members: readonly Member[], wire: Wire | undefined): readonly Member[] {
  if (wire === undefined) return members;
  const plans = members.flatMap((member) => plan(member, wire));
  const targets = plans.flatMap(({ key, address }): readonly [string, ProbeTarget][] =>
    address.ask ? [[key, address]] : [],
  );
  const answers = wire.look(new Map(targets));
  return members.map((member) => {
    const own = plans.filter((one) => one.member === member);
    return { ...member, listeners: own.map((one) => listener(one, answers.get(one.key))) };
  });
}

/** The key holds the process: after a restart, what an earlier one answered is no evidence. */
function plan(member: Member, { networkNamespace: place, hostAddress }: Wire): readonly Plan[] {
  const listeners = memberListeners(member);
  if (listeners === undefined) return [];
  const { pid, startTime, urls } = listeners;
  const own = place(pid);
  return urls.map((url) => ({
    member,
    url,
    key: keyOf(pid, startTime, url),
    address: probeAddress(url, own, hostAddress),
  }));
}

function keyOf(pid: number, startTime: number, { text }: ListenUrl): string {
  return `${pid} ${startTime} ${text}`;
}

/** What is waited for, in words; `undefined`: nothing. */
export function awaitedOf({
  answers,
  repetitions,
}: ReturnType<ProbeSchedule['awaited']>): string | undefined {
  // The URL is what follows the second blank of a key.
  const [first, ...more] = answers.map((key) => key.split(' ').slice(2).join(' '));
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  if (first !== undefined) return `asking the peer listener ${first}${others}`;
  return repetitions.length === 0 ? undefined : 'waiting for the member list to be repeated';
}

function listener({ url, address }: Plan, asked: Asked | undefined): Listener {
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
