// New processes that may still become etcd: watched until they exec, end or grow old.

import { join } from 'node:path';
import { keepFile, type KeptFile, readOnce } from './procfs-handle.ts';
import { isAnotherProgram, parseProcessStatus, type ProcessStatus } from './process-status.ts';

/** In milliseconds. A container's init waits for its start signal for seconds, not for minutes. */
const youth = 30_000;
/** Those that must not be missed by a tick keep a descriptor; so many at most. */
const maxKept = 256;
/** Beyond it nothing is watched any more: the regular rescan finds what was missed. */
const maxYoung = 4096;
/** So young a process is looked at each time; an older one that has exec'd after half of its age. In milliseconds. */
const infancy = 1000;

/** Programs that exec the container's own command, under their own id. */
const containerRuntime = /^(?:runc|crun|youki|conmon|containerd-shim|docker-init|tini|catatonit)/;

type Young = {
  readonly pid: number;
  readonly since: number;
  readonly kept: KeptFile | undefined;
  status: ProcessStatus;
  nextLook: number;
};

export type YoungProcesses = {
  readonly add: (pid: number, status: ProcessStatus, at: number) => void;
  /** The ids of those that have exec'd since they were last looked at. `all`: no one may wait for its turn. */
  readonly born: (at: number, all: boolean) => readonly number[];
  /** Something is about to exec. */
  readonly isExpecting: () => boolean;
  readonly close: () => void;
};

export function createYoungProcesses(procfs: string): YoungProcesses {
  const young = new Map<number, Young>();
  let kept = 0;
  const forget = (one: Young): void => {
    if (one.kept !== undefined) kept -= 1;
    one.kept?.close();
    young.delete(one.pid);
  };
  const look = (one: Young, at: number): boolean => {
    const text = one.kept === undefined ? readOnce(join(procfs, `${one.pid}`, 'stat')) : one.kept.read();
    const status = text === undefined ? undefined : parseProcessStatus(text);
    if (status === undefined || status.isDead || status.startTime !== one.status.startTime) {
      forget(one);
      return false;
    }
    const hasExeced = isAnotherProgram(one.status, status);
    one.status = status;
    const age = at - one.since;
    if (age > youth) forget(one);
    one.nextLook = isUrgent(status) || age < infancy ? at : at + age / 2;
    return hasExeced;
  };
  return {
    add: (pid, status, at) => {
      const before = young.get(pid);
      if (before?.status.startTime === status.startTime) return;
      // The id went to another process in the meantime.
      if (before !== undefined) forget(before);
      if (young.size >= maxYoung) return;
      const file = isUrgent(status) && kept < maxKept ? keepFile(join(procfs, `${pid}`, 'stat')) : undefined;
      if (file !== undefined) kept += 1;
      young.set(pid, { pid, since: at, kept: file, status, nextLook: at });
    },
    born: (at, all) => {
      const pids: number[] = [];
      for (const one of young.values()) if ((all || one.nextLook <= at) && look(one, at)) pids.push(one.pid);
      return pids;
    },
    isExpecting: () => {
      for (const { status } of young.values()) if (isUrgent(status)) return true;
      return false;
    },
    close: () => {
      for (const one of young.values()) forget(one);
    },
  };
}

function isUrgent({ isUnborn, command }: ProcessStatus): boolean {
  return isUnborn || containerRuntime.test(command);
}
