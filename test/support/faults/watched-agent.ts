// A real agent process, and what an operator sees of it: verdicts, reasons, sources, health.

import { isDeepStrictEqual } from 'node:util';
import { parseExposition, type Sample, valuesOf } from '../e2e/exposition.ts';
import { waitUntil } from '../e2e/wait-until.ts';
import { type ServingPeerproof, servePeerproof } from '../peerproof-process.ts';
import { sleep, timeOf } from '../stopwatch.ts';

type Look = {
  /** 2.4, then 2.5: `pass / fail`. */
  readonly verdict: string;
  readonly reasons: readonly string[];
  /** By source: whether it is up. */
  readonly sources: Readonly<Record<string, boolean>>;
  readonly samples: readonly Sample[];
};

export type WatchedAgent = {
  readonly process: ServingPeerproof;
  readonly look: () => Promise<Look>;
  /** Looks until it has this verdict and these reasons, as an operator sees them, for at most `limit` milliseconds. */
  readonly becomes: (verdict: string, reasons: readonly string[], limit: number) => Promise<void>;
  /** Waits until its log has a line like this, for at most `limit` milliseconds. */
  readonly logs: (line: RegExp, limit: number) => Promise<void>;
  /** Milliseconds until the work is done, less those that the agent waited for a core. */
  readonly timeOf: (work: Promise<unknown>) => Promise<number>;
  /** The status of /healthz; `undefined` where it is not answered within a second, as a kubelet waits. */
  readonly health: () => Promise<number | undefined>;
  /** The value of peerproof_source_errors_total. */
  readonly errors: (source: string, reason: string) => Promise<number>;
};

export async function watchAgent(
  options: readonly string[],
  through: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<WatchedAgent> {
  const process = await servePeerproof(['--node-name=cp-1', '--probe=off', ...options], {
    through,
    environment,
  });
  const pid = process.child.pid ?? 0;
  const look = async (): Promise<Look> => {
    const answer = await fetch(`${process.web}/metrics`);
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}: ${body}`);
    return lookAt(parseExposition(body));
  };
  return {
    process,
    look,
    becomes: async (verdict, reasons, limit) => {
      let last: unknown;
      const ask = async (): Promise<true | undefined> => {
        const seen = await look().catch((error: unknown) => String(error));
        last = typeof seen === 'string' ? seen : { verdict: seen.verdict, reasons: seen.reasons };
        return isDeepStrictEqual(last, { verdict, reasons }) ? true : undefined;
      };
      const describe = (): string => `${JSON.stringify(last)} ${process.stderr()}`;
      await waitUntil(ask, { timeoutMs: limit, everyMs: 20, describe, pids: [pid] });
    },
    logs: async (line, limit) => {
      const isThere = async (): Promise<true | undefined> => line.test(process.stderr()) || undefined;
      await waitUntil(isThere, { timeoutMs: limit, everyMs: 10, describe: process.stderr, pids: [pid] });
    },
    timeOf: async (work) => await timeOf(work, pid),
    health: async () => {
      const patience = new AbortController();
      void sleep(1000, pid).then(() => patience.abort());
      const answer = await fetch(`${process.health}/healthz`, { signal: patience.signal }).catch(() => undefined);
      await answer?.arrayBuffer();
      return answer?.status;
    },
    errors: async (source, reason) => {
      const { samples } = await look();
      return valuesOf(samples, 'peerproof_source_errors_total', { source, reason })[0] ?? Number.NaN;
    },
  };
}

function lookAt(samples: readonly Sample[]): Look {
  const active = samples.filter(({ value }) => value === 1);
  const status = (rule: string): string => {
    const states = active.filter((one) => one.name === 'peerproof_rule_status' && one.labels['rule'] === rule);
    const [compliant] = valuesOf(samples, 'peerproof_rule_compliant', { rule });
    const name = states.length === 1 ? (states[0]?.labels['status'] ?? '') : `${states.length} states`;
    // The gauge that alerts must never say more than the status.
    const fits = (compliant === 1) === ['pass', 'not_applicable'].includes(name);
    return fits ? name : `${name} with compliant ${compliant}`;
  };
  const reasons = active.filter(({ name }) => name === 'peerproof_rule_reason');
  const sources = samples.filter(({ name }) => name === 'peerproof_source_up');
  return {
    verdict: `${status('cis-kubernetes-2.4')} / ${status('cis-kubernetes-2.5')}`,
    reasons: [...new Set(reasons.map(({ labels }) => labels['reason'] ?? ''))].toSorted(),
    sources: Object.fromEntries(sources.map(({ labels, value }) => [labels['source'] ?? '', value === 1])),
    samples,
  };
}
