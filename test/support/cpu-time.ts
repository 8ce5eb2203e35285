// CPU time of a piece of work: a busy machine adds nothing to it, and a slow one as much as to any other work.

import { parseDocument } from 'yaml';

/** KiB of YAML that cost as much to parse as an assessment of anything may cost: a second on a core that parses 70 in 50 ms. */
export const cpuBudget = 1400;

/** 70 KiB of YAML as it is usually written. */
const sample = Array.from(
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

/** KiB of YAML that this process parses in the CPU time of the work. */
export async function cpuCost(work: () => unknown): Promise<number> {
  const spent = await cpuTime(work);
  // Less than the sample takes, on any machine.
  return spent < 10 ? 0 : (spent / (await parseTime())) * (sample.length / 1024);
}

/** CPU time of parsing the sample, once the parser is compiled: the least of some tries, in milliseconds. */
async function parseTime(): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) times.push(await cpuTime(() => parseDocument(sample).toJS()));
  return Math.min(...times);
}
