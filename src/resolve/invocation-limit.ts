// How many etcds of one source are looked at. The rest stand as one that nothing is known of, so that they never count as good.

import { unreadable } from '../model/result.ts';
import { emptyEnvironment, type Launch } from './invocation.ts';

/** A control-plane node has one or two. */
const maxLaunches = 64;

const reasons = {
  manifest: 'manifest_too_large',
  process: 'command_line_unreadable',
} as const;

/** `unread` more were seen, and not read. */
export function boundLaunches(
  source: keyof typeof reasons,
  launches: readonly Launch[],
  unread: number,
): readonly Launch[] {
  const kept = launches.slice(0, maxLaunches);
  const left = launches.length - kept.length + unread;
  return left === 0 ? kept : [...kept, standIn(source, left)];
}

function standIn(source: keyof typeof reasons, count: number): Launch {
  return {
    source,
    location: `${count} more by ${source}`,
    fallbackName: `${count} more`,
    file: undefined,
    pid: undefined,
    startTime: undefined,
    argv: unreadable(reasons[source], `${count} more than the ${maxLaunches} that are looked at`),
    environment: emptyEnvironment,
    placeholders: new Set(),
    mounts: [],
    containerised: true,
    script: undefined,
  };
}
