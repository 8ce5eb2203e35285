// The agent's own pieces on a host tree: everything of `serve` but the servers, the watcher and the clock.

import { explainer } from '../../src/explain/explain.ts';
import type { Report } from '../../src/model/report.ts';
import { openNode } from '../../src/assess/node.ts';
import { parseOptions } from '../../src/options/options.ts';
import { createHistory } from '../../src/publish/history.ts';
import { createLog } from '../../src/publish/log.ts';
import { createMetrics } from '../../src/publish/metrics/metrics.ts';

/** One assessment of the host tree at `rootfs`, with `options` as on the command line. */
export function assessTree(rootfs: string, options: readonly string[] = []): Promise<Report> {
  const own = [`--path.rootfs=${rootfs}`, '--node-name=node', '--probe=off'];
  return openNode(parseOptions([...own, ...options], {}, 'host'), () => undefined).assess();
}

/** The same, with how each verdict came to be. */
export function explainTree(rootfs: string): Promise<Report> {
  const own = [`--path.rootfs=${rootfs}`, '--node-name=node', '--probe=off'];
  return openNode(parseOptions(own, {}, 'host'), () => undefined, explainer).assess();
}

/** The statuses of a report by control: `{ '2.4': 'pass', '2.5': 'fail' }`. */
export function statusesOf({ rules }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(rules.map(({ rule, status }) => [rule.control, status]));
}

/** The exposition text after the first assessment, as the agent would serve it. */
export async function expositionOf(report: Report): Promise<string> {
  const metrics = createMetrics({ version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' }, new Date(0));
  const log = createLog({ level: 'error', format: 'logfmt', write: () => {}, now: () => new Date(0) });
  metrics.publish(createHistory(log).record(report, 'scan'), 'start', 0.01);
  return (await metrics.exposition.text()).toString();
}
