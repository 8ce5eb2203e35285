// The loop: a hint, the clock or a scrape → one assessment → publish. One at a time; bursts become one.

import type { Report } from './model/report.ts';
import type { Trigger } from './publish/metrics.ts';

/** The least time between the starts of two assessments that hints ask for. In milliseconds. */
const hintSpacing = 50;
/** How often the agent looks whether anything changed, on its own. In milliseconds. */
const lookInterval = 1000;
/** The same while the running etcd is not yet what its manifest declares, and for how long at most. */
const restartLookInterval = 250;
const restartPatience = 5 * 60_000;

export type AgentParts = {
  readonly assess: () => Promise<Report>;
  readonly changed: () => 'manifest' | 'process' | undefined;
  /** Takes each report, with what triggered it and how long it took in seconds. */
  readonly publish: (report: Report, trigger: Trigger, seconds: number) => void;
  /** An assessment threw: a bug, to be seen and survived. */
  readonly onFailure: (error: unknown) => void;
  /** In milliseconds. */
  readonly resyncInterval: number;
};

export type Agent = {
  /** Makes the first assessment and begins to look. */
  readonly start: () => Promise<void>;
  readonly hint: (trigger: 'manifest' | 'process') => void;
  /** Resolves once what is published is no older than the node's state. Rejects when the assessment fails. */
  readonly freshen: () => Promise<void>;
  readonly isReady: () => boolean;
  readonly stop: () => void;
};

export function createAgent({ assess, changed, publish, onFailure, resyncInterval }: AgentParts): Agent {
  let running: Promise<void> | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let ready = false;
  /** False when the last assessment failed: what it had read by then tells nothing about what is published. */
  let current = false;
  let stopped = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let restartAwaitedUntil = 0;
  let restartPending = false;

  const assessOnce = async (trigger: Trigger): Promise<void> => {
    lastStart = performance.now();
    const report = await assess();
    if (stopped) return;
    publish(report, trigger, (performance.now() - lastStart) / 1000);
    ready = true;
    current = true;
    const drifts = report.members.some(({ drift }) => drift === true);
    if (drifts && !restartPending) restartAwaitedUntil = performance.now() + restartPatience;
    restartPending = drifts;
  };

  /** Joins the running assessment, if there is one. Never rejects: a failure is reported here, once. */
  const run = (trigger: Trigger): Promise<void> => {
    running ??= assessOnce(trigger)
      .catch((error: unknown) => {
        current = false;
        onFailure(error);
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  const hint = (trigger: Trigger): void => {
    if (waiting !== undefined || stopped) return;
    const pause = Math.max(0, lastStart + hintSpacing - performance.now());
    waiting = setTimeout(() => {
      waiting = undefined;
      // What a running assessment has not seen, the next one must.
      if (running === undefined) void run(trigger);
      else void running.then(() => hint(trigger));
    }, pause);
  };

  const tick = (): void => {
    const overdue = performance.now() - lastStart >= resyncInterval;
    const trigger = overdue ? 'resync' : running === undefined ? changed() : undefined;
    if (trigger !== undefined) hint(trigger);
    const awaiting = restartPending && performance.now() < restartAwaitedUntil;
    ticking = setTimeout(tick, Math.min(awaiting ? restartLookInterval : lookInterval, resyncInterval));
  };

  return {
    hint,
    isReady: () => ready,
    start: async () => {
      await run('start');
      if (!stopped) tick();
    },
    freshen: async () => {
      // A running assessment may have read before the last change; one that begins from now on has not.
      await running;
      if (running !== undefined) await running;
      else if (!current || changed() !== undefined) await run('scrape');
      if (!current) throw new Error('the assessment failed');
    },
    stop: () => {
      stopped = true;
      clearTimeout(waiting);
      clearTimeout(ticking);
    },
  };
}
