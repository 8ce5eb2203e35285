// Builds the reader and the assessment from the options; tells the process scan which programs matter.

import { assess, type Assessor } from './assess.ts';
import type { Explainer } from '../explain/explain.ts';
import { rules } from '../evaluate/rules/all.ts';
import { pendingText } from './listeners.ts';
import type { NetworkNamespace } from '../model/listener.ts';
import type { Report } from '../model/report.ts';
import { createNodeReader, type NodeReader } from '../observe/node.ts';
import { readNetworkNamespace } from '../observe/listeners/network-namespace.ts';
import { createProbeSchedule, type ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import type { Options } from '../options/options.ts';
import { processKind } from '../resolve/program-name.ts';

export type Node = {
  readonly reader: NodeReader;
  /** One assessment with the probe results that are known now. */
  readonly assess: () => Promise<Report>;
  /** Waits for every probe that the node needs, and assesses it then. */
  readonly assessAnswered: () => Promise<Report>;
  /** Waits in addition until each member list of one was confirmed. */
  readonly assessConfirmed: () => Promise<Report>;
  /** What these two wait for, in words. */
  readonly awaited: () => string;
  /** `undefined`: --probe=off. */
  readonly probes: ProbeSchedule | undefined;
};

/** `onAnswer` is called after each probe. */
export function openNode(options: Options, onAnswer: () => void, explainer?: Explainer): Node {
  const { rootfs, procfs, manifests, nodeName, singleMember, noEtcd, hostAddress } = options;
  const probes = options.probe === 'on' ? createProbeSchedule(options.probeInterval, onAnswer) : undefined;
  const networkNamespace = (pid: number): NetworkNamespace => readNetworkNamespace(procfs, pid);
  const reader = createNodeReader({ rootfs, procfs, manifests }, processKind, Date.now);
  const assessor: Assessor = {
    node: nodeName,
    rules: rules.filter(({ text }) => options.rules.includes(text.id)),
    policy: { singleMember, noEtcd },
    now: () => new Date(),
    wire: probes && { probes, networkNamespace, hostAddress },
    explainer,
  };
  const assessNow = (): Promise<Report> => assess(reader, assessor);
  const assessAfter = async (probed: (schedule: ProbeSchedule) => Promise<void>): Promise<Report> => {
    const report = await assessNow();
    if (probes === undefined) return report;
    await probed(probes);
    return await assessNow();
  };
  return {
    reader,
    probes,
    assess: assessNow,
    assessAnswered: () => assessAfter(({ answered }) => answered()),
    assessConfirmed: () => assessAfter(({ confirmed }) => confirmed()),
    awaited: () => (probes && pendingText(probes.pending())) ?? 'reading the node',
  };
}
