// The node that the options name: its reader and its probes, put together.

import type { NetworkNamespace } from '../model/listener.ts';
import type { Policy } from '../model/report.ts';
import { readNetworkNamespace } from '../observe/listeners/network-namespace.ts';
import { createProbeSchedule, type ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { createNodeReader, type NodeReader } from '../observe/node-reader.ts';
import type { CheckOptions, ConfigOptions, ServeOptions } from '../options/options.ts';
import { processKind } from '../resolve/program-name.ts';

/** Access to a node, as an assessment needs it. */
export type Node = {
  readonly name: string;
  readonly reader: NodeReader;
  /** `undefined`: --probe=off. */
  readonly probes: Pick<ProbeSchedule, 'sync' | 'answers'> | undefined;
  readonly networkNamespace: (pid: number) => NetworkNamespace;
  /** The node's own address, where the agent knows it (HOST_IP). */
  readonly hostAddress: string | undefined;
  readonly now: () => Date;
};

export type OpenNode = Node & { readonly probes: ProbeSchedule | undefined };

/** Probe interval of a check, which ends long before. In milliseconds. */
const beyondCheck = 3_600_000;

/** Opens the node. `onAnswer` is called for each answer of a peer listener. */
export function openNode(options: CheckOptions | ServeOptions, onAnswer: () => void): OpenNode {
  const { rootfs, procfs, manifests, nodeName, hostAddress } = options;
  const probeInterval = options.command === 'serve' ? options.probeInterval : beyondCheck;
  return {
    name: nodeName,
    reader: createNodeReader({ rootfs, procfs, manifests }, processKind, Date.now),
    probes: options.probe === 'on' ? createProbeSchedule(probeInterval, onAnswer) : undefined,
    networkNamespace: (pid) => readNetworkNamespace(procfs, pid),
    hostAddress,
    now: () => new Date(),
  };
}

export function policyOf(options: CheckOptions | ConfigOptions | ServeOptions): Policy {
  const { rules, singleMember } = options;
  return { rules, singleMember, noEtcd: options.command === 'config' ? 'unknown' : options.noEtcd };
}
