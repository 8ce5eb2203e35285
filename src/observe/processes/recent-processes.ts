// New processes that may still become etcd: watched until they exec, end or grow old.

import { join } from 'node:path';
import type { Depth } from '../../model/observation.ts';
import { isAnotherProgram, parseProcessStatus, type ProcessStatus } from './process-status.ts';
import { keepFile, type KeptFile, readOnce } from './procfs-handle.ts';

/** Age up to which a process is watched, in milliseconds. A container's init waits for its start signal for seconds, not for minutes. */
const recentAge = 30_000;
/** Limit on descriptors, which processes that no look may miss keep. */
const maxKept = 256;
/** Limit on watched processes: the regular rescan finds what was missed. */
const maxRecent = 4096;
/** Age up to which a process is examined at each look; an older process that has exec'd waits for half of its age. In milliseconds. */
const earlyPhase = 1000;

/** Programs that exec the container's own command, under their own id. */
const containerRuntime = /^(?:runc|crun|youki|conmon|containerd-shim|docker-init|tini|catatonit)/;

type Recent = {
  readonly pid: number;
  readonly since: number;
  readonly kept: KeptFile | undefined;
  status: ProcessStatus;
  nextLook: number;
};

export type RecentProcesses = {
  readonly add: (pid: number, status: ProcessStatus, at: number) => void;
  /** The ids of processes that have exec'd since they were last examined. A full look examines all. */
  readonly execed: (at: number, depth: Depth) => readonly number[];
  /** A process is about to exec. */
  readonly isExpecting: () => boolean;
  readonly close: () => void;
};

export function createRecentProcesses(procfs: string): RecentProcesses {
  const recent = new Map<number, Recent>();
  let kept = 0;
  const forget = (one: Recent): void => {
    if (one.kept !== undefined) kept -= 1;
    one.kept?.close();
    recent.delete(one.pid);
  };
  const hasExeced = (one: Recent, at: number): boolean => {
    const text = one.kept === undefined ? readOnce(join(procfs, `${one.pid}`, 'stat')) : one.kept.read();
    const status = text === undefined ? undefined : parseProcessStatus(text);
    if (status === undefined || status.isDead || status.startTime !== one.status.startTime) {
      forget(one);
      return false;
    }
    const before = one.status;
    one.status = status;
    const age = at - one.since;
    if (age > recentAge) forget(one);
    one.nextLook = isUrgent(status) || age < earlyPhase ? at : at + age / 2;
    return isAnotherProgram(before, status);
  };
  return {
    add: (pid, status, at) => {
      const before = recent.get(pid);
      if (before?.status.startTime === status.startTime) return;
      // The id went to another process in the meantime.
      if (before !== undefined) forget(before);
      if (recent.size >= maxRecent) return;
      const file = isUrgent(status) && kept < maxKept ? keepFile(join(procfs, `${pid}`, 'stat')) : undefined;
      if (file !== undefined) kept += 1;
      recent.set(pid, { pid, since: at, kept: file, status, nextLook: at });
    },
    execed: (at, depth) => {
      const pids: number[] = [];
      for (const one of recent.values())
        if ((depth === 'full' || one.nextLook <= at) && hasExeced(one, at)) pids.push(one.pid);
      return pids;
    },
    isExpecting: () => {
      for (const { status } of recent.values()) if (isUrgent(status)) return true;
      return false;
    },
    close: () => {
      for (const one of recent.values()) forget(one);
    },
  };
}

function isUrgent({ hasNotExeced, command }: ProcessStatus): boolean {
  return hasNotExeced || containerRuntime.test(command);
}
