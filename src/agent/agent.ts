// The loop: a hint, the clock or a scrape → one assessment → publish. One at a time; bursts become one.

import type { Report } from '../model/report.ts';
import { createPacing } from './pacing.ts';
import type { Trigger } from '../model/publication.ts';

/** How often the agent looks at least while the running etcd is not yet what its manifest declares, and for how long at most. */
const restartLookInterval = 250;
const restartWindow = 5 * 60_000;
/** What has not ended by then has hung: sources give up on what they read well before. In milliseconds. */
const assessmentLimit = 10_000;
/** How long a scrape waits unless it says otherwise: Prometheus gives up after ten seconds. In milliseconds. */
const usualBudget = 9500;
/** So many resync intervals without an assessment that came to its end mean that the agent no longer works. */
const missedResyncs = 3;

export type AgentParts = {
  readonly assess: () => Promise<Report>;
  /** `thorough`: nothing is left for a later look. */
  readonly changed: (thorough: boolean) => 'manifest' | 'process' | undefined;
  /** How long the next look may wait, in milliseconds. */
  readonly pause: () => number;
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
  readonly hint: (trigger: 'manifest' | 'process' | 'wire') => void;
  /**
   * Resolves once what is published is no older than the node's state. Rejects when the assessment fails, and when it takes
   * longer than `budget` milliseconds.
   */
  readonly refresh: (budget?: number) => Promise<void>;
  readonly isReady: () => boolean;
  /** How long ago an assessment came to its end, in milliseconds, where that is longer than it may be. */
  readonly overdueBy: () => number | undefined;
  readonly stop: () => void;
};

type Assessments = {
  /** Joins the running assessment, if there is one. Never rejects: a failure is reported, once. */
  readonly run: (trigger: Trigger) => Promise<void>;
  readonly running: () => Promise<void> | undefined;
  /** When the last one began, and when the last one came to its end, whatever its verdict; by `performance.now()`. */
  readonly lastStart: () => number;
  readonly lastEnd: () => number;
  readonly isReady: () => boolean;
  /** False when the last one failed: what it had read by then tells nothing about what is published. */
  readonly isCurrent: () => boolean;
  /** The running etcd is not yet what its manifest declares, and that has not lasted too long. */
  readonly isRestartAwaited: () => boolean;
  readonly stop: () => void;
};

function createAssessments({ assess, publish, onFailure }: AgentParts): Assessments {
  let running: Promise<void> | undefined;
  let ready = false;
  let current = false;
  let stopped = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let lastEnd = performance.now();
  let restartAwaitedUntil = 0;
  let restartPending = false;

  const assessOnce = async (trigger: Trigger): Promise<void> => {
    lastStart = performance.now();
    const report = await withTimeout(assessmentLimit, assess());
    if (stopped) return;
    publish(report, trigger, (performance.now() - lastStart) / 1000);
    ready = true;
    current = true;
    lastEnd = performance.now();
    const drifts = report.members.some(({ drift = [] }) => drift.length > 0);
    if (drifts && !restartPending) restartAwaitedUntil = performance.now() + restartWindow;
    restartPending = drifts;
  };
  const onError = (error: unknown): void => {
    current = false;
    onFailure(error);
  };

  return {
    run: (trigger) => {
      running ??= assessOnce(trigger)
        .catch(onError)
        .finally(() => {
          running = undefined;
        });
      return running;
    },
    running: () => running,
    lastStart: () => lastStart,
    lastEnd: () => lastEnd,
    isReady: () => ready,
    isCurrent: () => current,
    isRestartAwaited: () => restartPending && performance.now() < restartAwaitedUntil,
    stop: () => {
      stopped = true;
    },
  };
}

export function createAgent(parts: AgentParts): Agent {
  const { changed, pause: lookPause, resyncInterval } = parts;
  const assessments = createAssessments(parts);
  const { run, running, lastStart, lastEnd, isCurrent } = assessments;
  const pacing = createPacing();
  let waiting: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let stopped = false;

  const hint = (trigger: Trigger): void => {
    if (waiting !== undefined || stopped) return;
    waiting = setTimeout(() => {
      waiting = undefined;
      const current = running();
      // What a running assessment has not seen, the next one must.
      if (current === undefined) {
        pacing.take(performance.now());
        void run(trigger);
      } else void current.then(() => hint(trigger));
    }, pacing.wait(performance.now()));
  };

  const tick = (): void => {
    const overdue = performance.now() - lastStart() >= resyncInterval;
    const trigger = overdue ? 'resync' : running() === undefined ? changed(false) : undefined;
    if (trigger !== undefined) hint(trigger);
    const atMost = assessments.isRestartAwaited() ? restartLookInterval : resyncInterval;
    ticking = setTimeout(tick, Math.min(lookPause(), atMost));
  };

  /** The assessment to wait for, if there is one: what was told once is not told again, so nobody else may ask. */
  const assessmentToAwait = (): Promise<void> | undefined =>
    running() ?? (isCurrent() && changed(true) === undefined ? undefined : run('scrape'));

  return {
    hint,
    isReady: assessments.isReady,
    start: async () => {
      await run('start');
      if (!stopped) tick();
    },
    refresh: async (budget = usualBudget) => {
      const joined = running();
      const next = assessmentToAwait();
      // Most of the time nothing has changed, and that needs no clock.
      if (next === undefined) return;
      // A running assessment may have read before the last change; one that begins from now on has not.
      await withTimeout(budget, joined === undefined ? next : next.then(assessmentToAwait));
      if (!isCurrent()) throw new Error('the assessment failed');
    },
    overdueBy: () => {
      const since = performance.now() - lastEnd();
      return since > missedResyncs * resyncInterval + assessmentLimit ? since : undefined;
    },
    stop: () => {
      stopped = true;
      assessments.stop();
      clearTimeout(waiting);
      clearTimeout(ticking);
    },
  };
}

/** `work`, or an error once `limit` milliseconds have passed. */
async function withTimeout<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
