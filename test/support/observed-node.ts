// The agent's own pieces on a host tree: everything of `serve` but the servers, the watcher and the clock.

import { assess } from '../../src/assess/assess.ts';
import { explain } from '../../src/explain/explain.ts';
import type { Explanations } from '../../src/model/explanation.ts';
import type { Assessment, Report } from '../../src/model/report.ts';
import { openNode, policyOf } from '../../src/assess/open-node.ts';
import { createStatusHistory } from '../../src/publish/status-history.ts';
import { createLog } from '../../src/publish/log.ts';
import { createMetrics } from '../../src/publish/metrics/metrics.ts';
import { optionsOf } from './parsed-options.ts';

/** One assessment of the host tree at `rootfs`, with `words` as on the command line. */
function assessmentOf(rootfs: string, words: readonly string[] = []): Promise<Assessment> {
  const own = [`--path.rootfs=${rootfs}`, '--node-name=node', '--probe=off'];
  const options = optionsOf('serve', [...own, ...words]);
  return assess(
    openNode(options, () => undefined),
    policyOf(options),
  );
}

export async function assessTree(rootfs: string, words: readonly string[] = []): Promise<Report> {
  return (await assessmentOf(rootfs, words)).report;
}

/** The report, with how each verdict came to be. */
export async function explainTree(
  rootfs: string,
): Promise<{ readonly report: Report; readonly explanations: Explanations }> {
  const assessment = await assessmentOf(rootfs);
  return { report: assessment.report, explanations: explain(assessment) };
}

/** The statuses of a report by control: `{ '2.4': 'pass', '2.5': 'fail' }`. */
export function statusesOf({ rules }: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(rules.map(({ rule, status }) => [rule.control, status]));
}

/** The exposition text after the first assessment, as the agent would serve it. */
export async function expositionOf(report: Report): Promise<string> {
  const metrics = createMetrics({ version: '1.2.3', revision: 'abc', nodeVersion: 'v24.0.0' }, new Date(0));
  const log = createLog({ level: 'error', format: 'logfmt', write: () => {}, now: () => new Date(0) });
  metrics.publish(createStatusHistory(log).record(report, 'scan'), 'start', 0.01);
  return (await metrics.exposition.text()).toString();
}
