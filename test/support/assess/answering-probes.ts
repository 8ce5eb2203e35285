// Probes without a network: each target that is asked for has answered already.

import type { Node } from '../../../src/assess/open-node.ts';
import type { WireAnswer } from '../../../src/model/listener.ts';

export function answeringProbes(answerAt: (at: Date) => WireAnswer, now: () => Date): NonNullable<Node['probes']> {
  let keys: readonly string[] = [];
  return {
    sync: (targets) => {
      keys = [...targets.keys()];
    },
    answers: () => {
      const at = now();
      return new Map(keys.map((key) => [key, { answer: answerAt(at), at }]));
    },
  };
}
