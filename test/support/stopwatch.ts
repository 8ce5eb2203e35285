// Time without what a busy machine adds: how long a thread that could run waited for a core, as the kernel counts it.

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds since it was made, less the most that any thread of this process, `pids` or their children waited for a core. */
export function stopwatch(...pids: readonly number[]): () => number {
  const began = performance.now();
  const first = runDelays(pids);
  const last = new Map(first);
  return () => {
    const elapsed = performance.now() - began;
    for (const [thread, delay] of runDelays(pids)) last.set(thread, delay);
    return elapsed - Math.max(0, ...[...last].map(([thread, delay]) => delay - (first.get(thread) ?? 0)));
  };
}

/** Milliseconds until the work is done, as the stopwatch has them. */
export async function timeOf(work: Promise<unknown>, ...pids: readonly number[]): Promise<number> {
  const elapsed = stopwatch(...pids);
  // A process that ends takes its counts along.
  const sampling = setInterval(elapsed, 20);
  await work.finally(() => clearInterval(sampling));
  return elapsed();
}

/** Waits until this process and `pids` could run for so many milliseconds. */
export async function sleep(milliseconds: number, ...pids: readonly number[]): Promise<void> {
  const elapsed = stopwatch(...pids);
  for (let left = milliseconds; left > 0; left = milliseconds - elapsed()) await pause(left);
}

/** Milliseconds that each thread has waited for a core so far; none where the kernel does not count them. */
function runDelays(pids: readonly number[]): ReadonlyMap<string, number> {
  const threads = ['self', ...pids.flatMap(familyOf)].flatMap((pid) =>
    orEmpty(() => readdirSync(`/proc/${pid}/task`)).map((thread) => `/proc/${pid}/task/${thread}`),
  );
  return new Map(threads.flatMap((thread) => orEmpty(() => [[thread, runDelay(thread)] as const])));
}

function runDelay(thread: string): number {
  const [, nanoseconds] = readFileSync(`${thread}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

function familyOf(pid: number): readonly number[] {
  const children = orEmpty(() => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []);
  return [pid, ...children.flatMap((child) => familyOf(Number(child)))];
}

/** Threads and processes may end while they are looked at. */
function orEmpty<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}
