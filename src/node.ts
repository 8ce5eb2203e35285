// Options → what looks at this node: the one place where observing learns what resolving looks for.

import type { Assessor } from './assess.ts';
import { createNodeReader, type NodeReader } from './observe/node.ts';
import { networkPlace } from './observe/wire/network-place.ts';
import { createProber, type Prober } from './observe/wire/prober.ts';
import type { Options } from './options.ts';
import { processKind } from './resolve/program-name.ts';

export type Node = {
  readonly reader: NodeReader;
  readonly assessor: Assessor;
  /** `undefined`: --probe=off. */
  readonly prober: Prober | undefined;
};

/** `onAnswer` is called whenever a peer listener has answered. */
export function nodeOf(options: Options, onAnswer: () => void): Node {
  const { rootfs, procfs, manifests, nodeName, singleMember, noEtcd, hostAddress } = options;
  const prober = options.probe === 'on' ? createProber(options.probeInterval, onAnswer) : undefined;
  const place = (pid: number): ReturnType<typeof networkPlace> => networkPlace(procfs, pid);
  return {
    reader: createNodeReader({ rootfs, procfs, manifests }, processKind, Date.now),
    assessor: {
      node: nodeName,
      policy: { singleMember, noEtcd },
      now: () => new Date(),
      wire: prober === undefined ? undefined : { look: prober.look, place, hostAddress },
    },
    prober,
  };
}
