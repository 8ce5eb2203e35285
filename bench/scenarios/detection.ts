// From the exec of an etcd without peer security to the flipped gauge, beside a full scan each second. The agent is not scraped
// before it says that a verdict changed: a scrape looks by itself and would hide how long the agent takes.

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCrowd } from '../crowd.ts';
import { createEtcdStarter, type Exec } from '../etcd-processes.ts';
import { firstScrape, type Program, scrape, startAgent, startBaseline, stop } from '../programs.ts';
import { quantile, row, type Row } from '../row.ts';

const events = 100;
/** In milliseconds: longer than the period of the scan. */
const life = 1300;

type Seen = Map<string, number>;

export async function measureDetection(): Promise<readonly Row[]> {
  await startCrowd(138);
  const execs = new Map<string, Exec>();
  const names = new Map<number, string>();
  const starter = createEtcdStarter((exec) => {
    execs.set(exec.name, exec);
    names.set(exec.pid, exec.name);
    setTimeout(() => process.kill(exec.pid, 'SIGKILL'), life);
  });
  const agent = startAgent();
  const scan = startBaseline('full-scan');
  await firstScrape(agent);
  const seen = { agent: watchGauges(agent), scan: watchScan(scan, names) };
  await sleep(2000);
  for (let event = 0; event < events; event += 1) {
    // Every other one is a plain fork and exec, the others wait in between as a container's init does.
    starter.start(`${event % 2 === 0 ? 'direct' : 'init'}${event}`, event % 2 === 0 ? 0 : 0.05 + Math.random() / 10);
    await sleep(300 + Math.random() * 600);
  }
  await sleep(life + 1500);
  const forced = Number(/trigger="scrape"} (\d+)/.exec(await scrape(agent))?.[1]);
  stop(agent, scan);
  starter.close();
  const latencies = (of: Seen, kind = ''): readonly number[] =>
    [...execs.values()]
      .filter(({ name }) => name.startsWith(kind))
      .map(({ name, at }) => (of.get(name) ?? Infinity) - at);
  const missed = (of: Seen): string =>
    `${[...execs.keys()].filter((name) => !of.has(name)).length} of ${execs.size} missed`;
  const scanned = quantile(latencies(seen.scan), 0.5);
  const ours = quantile(latencies(seen.agent), 0.5);
  return [
    row('exec → flipped gauge, p50', ours, 'ms', { goal: 600, note: missed(seen.agent) }),
    row('exec → flipped gauge, p99', quantile(latencies(seen.agent), 0.99), 'ms', {
      goal: 1200,
      note: `${forced} assessments were made for scrapes`,
    }),
    row('  after a wait between fork and exec, p50', quantile(latencies(seen.agent, 'init'), 0.5), 'ms'),
    row('  exec at once, p50', quantile(latencies(seen.agent, 'direct'), 0.5), 'ms'),
    row('exec → noticed by the 1 Hz scan, p50', scanned, 'ms', { note: missed(seen.scan) }),
    row('exec → flipped gauge / 1 Hz scan, p50', ours / scanned, '×', { goal: 1.2 }),
  ];
}

/** For each member when its gauge was seen flipped in /metrics, which is asked as soon as the agent says that it changed. */
function watchGauges(agent: Program): Seen {
  const seen: Seen = new Map();
  const onLine = async (line: string): Promise<void> => {
    const [, member] = /member=(\w+).*rule=cis-kubernetes-2\.4.* to=fail/.exec(line) ?? [];
    if (member === undefined) return;
    const text = await scrape(agent);
    const gauge = `rule="cis-kubernetes-2.4",member="${member}",source="process",status="fail"} 1`;
    if (text.includes(gauge)) seen.set(member, Date.now());
  };
  if (agent.child.stderr !== null)
    createInterface({ input: agent.child.stderr }).on('line', (line) => void onLine(line));
  return seen;
}

function watchScan(scan: Program, names: ReadonlyMap<number, string>): Seen {
  const seen: Seen = new Map();
  if (scan.child.stdout === null) return seen;
  createInterface({ input: scan.child.stdout }).on('line', (line) => {
    const name = names.get(Number(line.split(' ')[1]));
    if (name !== undefined) seen.set(name, Date.now());
  });
  return seen;
}
