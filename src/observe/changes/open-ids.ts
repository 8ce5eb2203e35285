// Ids that could not be judged when they were asked for: a fork that is not done yet has its id, but no directory; in the middle of
// an exec a process has no command line. They are asked for again at the next look, and once more after a second.

/** In milliseconds. A fork that waits for a lock is done long before; most of these ids just ended. */
const patience = 1000;

export type OpenIds = {
  readonly add: (pid: number, at: number) => void;
  readonly remove: (pid: number) => void;
  /** Those to ask for again. `all`: no one waits for its turn. */
  readonly due: (at: number, all: boolean) => readonly number[];
};

export function createOpenIds(): OpenIds {
  const open = new Map<number, { readonly since: number; next: number }>();
  return {
    add: (pid, at) => {
      const before = open.get(pid);
      if (before === undefined) open.set(pid, { since: at, next: at });
      else if (at - before.since < patience) before.next = before.since + patience;
      else open.delete(pid);
    },
    remove: (pid) => void open.delete(pid),
    due: (at, all) => [...open].filter(([, { next }]) => all || next <= at).map(([pid]) => pid),
  };
}
