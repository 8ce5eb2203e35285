// What the agent holds at a moment: as the kernel counts it, and as /metrics tells.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type Program, scrape } from '../programs.ts';
import { residentMebibytes } from '../usage.ts';
import type { Inside } from './inspector.ts';

export type Sample = Partial<Inside> & {
  /** In seconds since the run began. */
  readonly at: number;
  /** In MiB. */
  readonly rss: number;
  readonly descriptors: number;
  readonly watches: number;
  readonly threads: number;
  readonly series: number;
};

export async function takeSample(agent: Program, at: number): Promise<Sample> {
  const exposition = await scrape(agent);
  const names = readdirSync(`/proc/${agent.pid}/fd`);
  return {
    at,
    rss: residentMebibytes(agent.pid),
    descriptors: names.length,
    watches: names.reduce((sum, name) => sum + watchesOf(agent.pid, name), 0),
    threads: readdirSync(`/proc/${agent.pid}/task`).length,
    series: exposition.match(/^[a-z]/gm)?.length ?? 0,
  };
}

/** A descriptor may be closed while it is looked at. */
function watchesOf(pid: number, descriptor: string): number {
  try {
    if (readlinkSync(`/proc/${pid}/fd/${descriptor}`) !== 'anon_inode:inotify') return 0;
    return readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').match(/^inotify /gm)?.length ?? 0;
  } catch {
    return 0;
  }
}
