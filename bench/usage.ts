// What a process has used, as the kernel counts it.

import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of all its threads in seconds, to the nanosecond (the ticks of /proc/PID/stat are too coarse for an idle agent). */
export function cpuSeconds(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return times.reduce((sum, time) => sum + Number(time), 0) / 1e9;
}

/** Resident memory in MiB. */
export function residentMebibytes(pid: number): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

/** CPU use of each of these processes over the same seconds, in % of one core. */
export async function cpuShares(pids: readonly number[], seconds: number): Promise<readonly number[]> {
  const before = pids.map(cpuSeconds);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const elapsed = (performance.now() - start) / 1000;
  return pids.map((pid, index) => ((cpuSeconds(pid) - (before[index] ?? 0)) / elapsed) * 100);
}
