// CPU while nothing happens, and under a storm of short-lived processes, beside a full scan each second.

import { forks, startCrowd, startStorm } from '../crowd.ts';
import { firstScrape, startAgent, startBaseline, startNodeExporter, stop } from '../programs.ts';
import { row, type Row } from '../row.ts';
import { cpuShares, residentMebibytes } from '../usage.ts';

const seconds = 30;
/** As long as a new program is read at each look. In seconds. */
const recentAge = 31;

export async function measureIdle(processes: number): Promise<readonly Row[]> {
  await startCrowd(processes - 12);
  const agent = startAgent();
  const scan = startBaseline('full-scan');
  const bare = startBaseline('bare-http');
  const timer = startBaseline('bare-timer');
  const exporter = startNodeExporter();
  const serving = [agent, bare, ...(exporter === undefined ? [] : [exporter])];
  for (const program of serving) await firstScrape(program);
  const programs = [scan, timer, ...serving];
  // The first looks and the compiler's work are no part of being idle.
  await cpuShares([], recentAge);
  const pids = programs.map(({ pid }) => pid);
  const idle = await cpuShares(pids, seconds);
  const made = forks();
  startStorm();
  await cpuShares([], 2);
  const before = forks();
  const stormy = await cpuShares(pids, seconds);
  const rate = (forks() - before) / seconds;
  const memory = residentMebibytes(agent.pid);
  stop(...programs);
  const [theirs = Number.NaN, waking = Number.NaN, ours = Number.NaN, floor = Number.NaN, exporters] = idle;
  const [theirsStormy = Number.NaN, , oursStormy = Number.NaN] = stormy;
  const goal = { 150: 0.25, 5000: 0.5 }[processes];
  const at = `${processes} processes`;
  return [
    row(`idle CPU, ${at}`, ours, '%', goal === undefined ? {} : { goal }),
    row(`idle CPU of the 1 Hz scan, ${at}`, theirs, '%'),
    row(`idle CPU of a bare timer of 100 ms, ${at}`, waking, '%'),
    row(`idle CPU of bare node:http, ${at}`, floor, '%'),
    ...(exporters === undefined ? [] : [row(`idle CPU of node_exporter, ${at}`, exporters, '%')]),
    row(`CPU in a storm / 1 Hz scan, ${at}`, oursStormy / theirsStormy, '×', {
      goal: 1.5,
      note: `${oursStormy.toFixed(2)} % against ${theirsStormy.toFixed(2)} %, ${rate.toFixed(0)} forks a second`,
    }),
    row(`resident memory, ${at}`, memory, 'MiB', { note: `after ${forks() - made} forks` }),
  ];
}
