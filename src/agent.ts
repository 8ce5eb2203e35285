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
  readonly hint: (trigger: 'manifest' | 'process' | 'wire') => void;
  /** Resolves once what is published is no older than the node's state. Rejects when the assessment fails. */
  readonly freshen: () => Promise<void>;
  readonly isReady: () => boolean;
  readonly stop: () => void;
};

type Assessments = {
  /** Joins the running assessment, if there is one. Never rejects: a failure is reported, once. */
  readonly run: (trigger: Trigger) => Promise<void>;
  readonly running: () => Promise<void> | undefined;
  /** When the last one began, by `performance.now()`. */
  readonly lastStart: () => number;
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
  let restartAwaitedUntil = 0;
  let restartPending = false;

  const assessOnce = async (trigger: Trigger): Promise<void> => {
    lastStart = performance.now();
    const report = await assess();
    if (stopped) return;
    publish(report, trigger, (performance.now() - lastStart) / 1000);
    ready = true;
    current = true;
    const drifts = report.members.some(({ drift = [] }) => drift.length > 0);
    if (drifts && !restartPending) restartAwaitedUntil = performance.now() + restartPatience;
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
    isReady: () => ready,
    isCurrent: () => current,
    isRestartAwaited: () => restartPending && performance.now() < restartAwaitedUntil,
    stop: () => {
      stopped = true;
    },
  };
}

export function createAgent(parts: AgentParts): Agent {
  const { changed, resyncInterval } = parts;
  const assessments = createAssessments(parts);
  const { run, running, lastStart, isCurrent } = assessments;
  let waiting: NodeJS.Timeout | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let stopped = false;

  const hint = (trigger: Trigger): void => {
    if (waiting !== undefined || stopped) return;
    const pause = Math.max(0, lastStart() + hintSpacing - performance.now());
    waiting = setTimeout(() => {
      waiting = undefined;
      const current = running();
      // What a running assessment has not seen, the next one must.
      if (current === undefined) void run(trigger);
      else void current.then(() => hint(trigger));
    }, pause);
  };

  const tick = (): void => {
    const overdue = performance.now() - lastStart() >= resyncInterval;
    const trigger = overdue ? 'resync' : running() === undefined ? changed() : undefined;
    if (trigger !== undefined) hint(trigger);
    const pause = assessments.isRestartAwaited() ? restartLookInterval : lookInterval;
    ticking = setTimeout(tick, Math.min(pause, resyncInterval));
  };

  return {
    hint,
    isReady: assessments.isReady,
    start: async () => {
      await run('start');
      if (!stopped) tick();
    },
    freshen: async () => {
      // A running assessment may have read before the last change; one that begins from now on has not.
      await running();
      const next = running() ?? (isCurrent() && changed() === undefined ? undefined : run('scrape'));
      await next;
      if (!isCurrent()) throw new Error('the assessment failed');
    },
    stop: () => {
      stopped = true;
      assessments.stop();
      clearTimeout(waiting);
      clearTimeout(ticking);
    },
  };
}
