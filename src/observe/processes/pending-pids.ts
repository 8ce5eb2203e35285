// Ids that could not be judged when they were asked for: a fork that is not done yet has its id, but no directory; in the middle of
// an exec a process has no command line. They are asked for again.

/** In milliseconds. A fork that waits for a lock is done long before; most ids without a process have just lost theirs. */
const retryDelay = 500;

export type OpenIds = {
  /** `soon`: at the next look and once more later; otherwise only later. */
  readonly add: (pid: number, at: number, soon: boolean) => void;
  readonly remove: (pid: number) => void;
  /** Those to ask for again. `all`: no one waits for its turn. */
  readonly due: (at: number, all: boolean) => readonly number[];
};

export function createOpenIds(): OpenIds {
  const open = new Map<number, { readonly since: number; next: number }>();
  return {
    add: (pid, at, soon) => {
      const before = open.get(pid);
      if (before === undefined) open.set(pid, { since: at, next: soon ? at : at + retryDelay });
      else if (at - before.since < retryDelay) before.next = before.since + retryDelay;
      else open.delete(pid);
    },
    remove: (pid) => void open.delete(pid),
    due: (at, all) => {
      const pids: number[] = [];
      for (const [pid, { next }] of open) if (all || next <= at) pids.push(pid);
      return pids;
    },
  };
}
