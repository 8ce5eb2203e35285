// CPU time of a piece of work: a busy machine adds nothing to it, and a slow one as much as to any other work.

import { parseDocument } from 'yaml';

/** What an assessment of anything may cost, in pages of YAML: a second of CPU time where a page takes 50 ms. */
export const cpuBudget = 20;

/** 70 KiB of YAML as it is usually written. */
const page = Array.from(
  { length: 1000 },
  (_, index) => `- name: etcd-${index}\n  command: [etcd, --name=cp-${index}]\n  labels:\n    tier: "x"\n`,
).join('');

/** CPU time of this process for the work, in milliseconds. */
export async function cpuTime(work: () => unknown): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/** The same as the number of pages of YAML that this process parses in that time. */
export async function cpuCost(work: () => unknown): Promise<number> {
  const spent = await cpuTime(work);
  // Less than a page, on any machine.
  return spent < 10 ? 0 : spent / (await pageTime());
}

/** CPU time of parsing a page, once that is compiled: the least of some tries, in milliseconds. */
async function pageTime(): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1)
    times.push(await cpuTime(() => parseDocument(page).toJS()));
  return Math.min(...times);
}
