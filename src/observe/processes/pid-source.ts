// The process ids that were handed out since the last look: by the kernel's own cursor, or by comparing directories.

import { join } from 'node:path';
import { listProcesses, readProcLink, readProcText } from './procfs.ts';
import { keepFile, type KeptFile } from './procfs-handle.ts';

export type PidSource = {
  readonly mode: 'cursor' | 'directory';
  /** Ids handed out since the last call; some may be threads, or gone again. */
  readonly next: () => readonly number[];
  /** False if new processes appeared although the cursor did not move. `listed` are all processes. */
  readonly isTrustworthy: (listed: readonly number[]) => boolean;
  readonly close: () => void;
};

/** The kernel hands out lower ids only once, when it boots. */
const firstRecycledId = 300;

/**
 * The last field of /proc/loadavg is the newest id of the reader's process namespace: right for a procfs of that namespace,
 * useless for another one's. `undefined` when this procfs is of another namespace, or its loadavg is not the kernel's.
 */
export function cursorOf(procfs: string, ownPid: number): PidSource | undefined {
  const self = readProcLink(join(procfs, 'self'));
  if (!self.ok || self.value !== `${ownPid}`) return undefined;
  const loadavg = keepFile(join(procfs, 'loadavg'));
  const start = loadavg === undefined ? undefined : newestId(loadavg);
  const newestThread = Math.max(0, ...threadsOf(procfs));
  if (loadavg === undefined || start === undefined || start < newestThread) {
    loadavg?.close();
    return undefined;
  }
  return followCursor(procfs, loadavg, start);
}

function followCursor(procfs: string, loadavg: KeptFile, start: number): PidSource {
  let last = start;
  let checked = { id: start, listed: new Set(idsOf(procfs)) };
  return {
    mode: 'cursor',
    next: () => {
      const newest = newestId(loadavg) ?? last;
      const ids = newest >= last ? range(last + 1, newest) : wrapped(procfs, last, newest);
      last = newest;
      return ids;
    },
    isTrustworthy: (listed) => {
      const before = checked;
      checked = { id: newestId(loadavg) ?? last, listed: new Set(listed) };
      return checked.id !== before.id || listed.every((id) => before.listed.has(id));
    },
    close: loadavg.close,
  };
}

function wrapped(procfs: string, last: number, newest: number): readonly number[] {
  const limit = readProcText(join(procfs, 'sys/kernel/pid_max'));
  const highest = limit.ok ? Number(limit.value) - 1 : last;
  return [...range(last + 1, highest), ...range(firstRecycledId, newest)];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function newestId(loadavg: KeptFile): number | undefined {
  const text = loadavg.read() ?? '';
  const id = Number(text.slice(text.lastIndexOf(' ') + 1));
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function forkCount(stat: KeptFile): number {
  const text = stat.read() ?? '';
  return Number(/^processes (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

function threadsOf(procfs: string): readonly number[] {
  const threads = listProcesses(join(procfs, 'self/task'));
  return threads.ok ? threads.value : [];
}

/** Compares directory listings, and only when the fork counter of /proc/stat has moved. `undefined` without that counter. */
export function directoryOf(procfs: string): PidSource | undefined {
  const stat = keepFile(join(procfs, 'stat'));
  if (stat === undefined) return undefined;
  let forks = forkCount(stat);
  if (Number.isNaN(forks)) {
    stat.close();
    return undefined;
  }
  let known = new Set(idsOf(procfs));
  return {
    mode: 'directory',
    next: () => {
      const count = forkCount(stat);
      if (count === forks) return [];
      forks = count;
      const before = known;
      const ids = idsOf(procfs);
      known = new Set(ids);
      return ids.filter((id) => !before.has(id));
    },
    isTrustworthy: () => true,
    close: stat.close,
  };
}

/** The processes that a procfs lists; none when it cannot be listed. */
export function idsOf(procfs: string): readonly number[] {
  const ids = listProcesses(procfs);
  return ids.ok ? ids.value : [];
}
