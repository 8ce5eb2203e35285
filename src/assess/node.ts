// Options → what looks at this node: the one place where observing learns what resolving looks for.

import { assess, type Assessor } from './assess.ts';
import type { Explainer } from '../explain/explain.ts';
import { rules } from '../evaluate/rules/rule-list.ts';
import { awaitedOf } from './listeners.ts';
import type { Report } from '../model/report.ts';
import { createNodeReader, type NodeReader } from '../observe/node.ts';
import { readNetworkNamespace } from '../observe/listeners/network-namespace.ts';
import { createProbeSchedule, type ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import type { Options } from '../options/options.ts';
import { processKind } from '../resolve/program-name.ts';

export type Node = {
  readonly reader: NodeReader;
  /** One assessment with what is known now. */
  readonly assess: () => Promise<Report>;
  /** The same, once the peer listeners that it found have answered, or have also said for sure what they say. */
  readonly assessAfter: (what: 'answered' | 'settled') => Promise<Report>;
  /** What `assessAfter` waits for, in words. */
  readonly awaited: () => string;
  /** `undefined`: --probe=off. */
  readonly prober: ProbeSchedule | undefined;
};

type Extras = {
  /** With it processes are followed from then on. */
  readonly ownPid?: number;
  readonly explainer?: Explainer | undefined;
};

/** `onAnswer` is called whenever a peer listener has answered. */
export function openNode(options: Options, onAnswer: () => void, { ownPid, explainer }: Extras = {}): Node {
  const { rootfs, procfs, manifests, nodeName, singleMember, noEtcd, hostAddress } = options;
  const prober = options.probe === 'on' ? createProbeSchedule(options.probeInterval, onAnswer) : undefined;
  const place = (pid: number): ReturnType<typeof readNetworkNamespace> => readNetworkNamespace(procfs, pid);
  const reader = createNodeReader({ rootfs, procfs, manifests }, processKind, Date.now, ownPid);
  const assessor: Assessor = {
    node: nodeName,
    rules: rules.filter(({ text }) => options.rules.includes(text.id)),
    policy: { singleMember, noEtcd },
    now: () => new Date(),
    wire: prober === undefined ? undefined : { look: prober.look, networkNamespace: place, hostAddress },
    explainer,
  };
  const assessNow = (): Promise<Report> => assess(reader, assessor);
  const assessAfter = async (what: 'answered' | 'settled'): Promise<Report> => {
    const configured = await assessNow();
    if (prober === undefined) return configured;
    await prober[what]();
    return await assessNow();
  };
  const awaited = (): string => (prober && awaitedOf(prober.awaited())) ?? 'reading the node';
  return { reader, prober, assess: assessNow, assessAfter, awaited };
}
