// Limit of the etcds of one source that are judged. The rest become one etcd of which nothing is known, so that they never pass.

import { failWith } from '../model/result.ts';
import { type EtcdInvocation, plainInvocation } from '../model/invocation.ts';

/** A control-plane node has one or two. */
const maxInvocations = 64;

const reasons = { manifest: 'manifest_too_large', process: 'command_line_unreadable' } as const;

/** Keeps the first invocations; `unread` counts those that were seen and not read. */
export function limitInvocations(
  source: keyof typeof reasons,
  invocations: readonly EtcdInvocation[],
  unread: number,
): readonly EtcdInvocation[] {
  const kept = invocations.slice(0, maxInvocations);
  const left = invocations.length - kept.length + unread;
  return left === 0 ? kept : [...kept, unjudgedRemainder(source, left)];
}

function unjudgedRemainder(source: keyof typeof reasons, count: number): EtcdInvocation {
  return {
    ...plainInvocation,
    source,
    location: `${count} more by ${source}`,
    fallbackName: `${count} more`,
    argv: failWith(reasons[source], `${count} more than the ${maxInvocations} that are looked at`),
    containerised: true,
  };
}
