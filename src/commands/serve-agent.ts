// The agent of `peerproof serve`: the node that it reads, the watchers that wake it, and the metrics that it publishes.

import { type Agent, createAgent } from '../agent/agent.ts';
import { createHints } from '../agent/hints.ts';
import { assess, assessAfter } from '../assess/assess.ts';
import { type OpenNode, openNode, policyOf } from '../assess/open-node.ts';
import type { Publication, Policy, Report } from '../model/report.ts';
import { errorText } from '../model/result.ts';
import { watchManifests } from '../observe/files/manifest-watcher.ts';
import type { ServeOptions } from '../options/options.ts';
import type { Log } from '../publish/log.ts';
import { type Build, createMetrics, type Metrics } from '../publish/metrics/metrics.ts';
import { createStatusHistory } from '../publish/status-history.ts';

export type NodeAgent = {
  readonly agent: Agent;
  readonly metrics: Metrics;
  /** The last report; `undefined` before the first assessment is done. */
  readonly latest: () => Publication | undefined;
  /** An abandoned read holds a thread, and would hold up the end of the program. */
  readonly isHanging: () => boolean;
  readonly close: () => Promise<void>;
};

/** Creates the agent, which assesses nothing before its start. */
export function createNodeAgent(options: ServeOptions, build: Build, log: Log): NodeAgent {
  const hints = createHints();
  const node = openNode(options, () => hints.emit('wire'));
  const { files, processes } = node.reader;
  const watcher = watchManifests(
    options.rootfs,
    () => hints.emit('manifest'),
    (error) => log.warn('the file watcher has trouble; changes are still looked for each second', { error }),
  );

  const policy = policyOf(options);
  const history = createStatusHistory(log);
  const logInternalErrorsOnce = createInternalErrorLog(log);
  const metrics = createMetrics(build, new Date());
  let latest: Publication | undefined;
  const agent = createAgent({
    hints,
    assess: () => reportOf(node, policy, latest),
    changed: node.reader.changed,
    pace: processes.pace,
    publish: (report, trigger, seconds) => {
      latest = history.record(report, processes.mode());
      logInternalErrorsOnce(report);
      metrics.publish(latest, trigger, seconds);
      watcher.follow(files.readableDirectories());
    },
    onFailure: (error) => log.error('assessment failed', { error: errorText(error) }),
    resyncInterval: options.resyncInterval,
  });

  const close = async (): Promise<void> => {
    agent.stop();
    node.probes?.stop();
    await watcher.close();
  };
  return { agent, metrics, latest: () => latest, isHanging: files.isHanging, close };
}

/** Assesses the node. Only the first report waits for the answers of the listeners. */
async function reportOf(node: OpenNode, policy: Policy, latest: Publication | undefined): Promise<Report> {
  const assessing =
    latest === undefined ? assessAfter(node, policy, (probes) => probes.answered()) : assess(node, policy);
  return (await assessing).report;
}

/** Returns a function that logs each internal error of a report once. */
function createInternalErrorLog(log: Log): (report: Report) => void {
  const logged = new Set<string>();
  return ({ sources }) => {
    const causes = sources.flatMap((source) => source.causes);
    for (const { detail } of causes.filter(({ reason }) => reason === 'internal_error')) {
      if (!logged.has(detail)) log.error('a part of the node could not be assessed: a bug', { error: detail });
      logged.add(detail);
    }
  };
}
