// The loop: a hint, the clock or a scrape starts an assessment, whose report is published. A burst of hints becomes one assessment.

import type { Depth, Pace } from '../model/observation.ts';
import type { Trigger } from '../model/report.ts';
import {
  assessmentLimit,
  type AssessmentRuns,
  createAssessmentRuns,
  type RunParts,
  withTimeout,
} from './assessment-runs.ts';
import type { Hint, Hints } from './hints.ts';
import { createHintBudget, createLookPauses } from './pacing.ts';

/** Time limit of a scrape that sets none: Prometheus gives up after ten seconds. In milliseconds. */
const scrapeTimeout = 9500;
/** Resync intervals without an assessment after which the agent counts as stuck. */
const missedResyncs = 3;

export type AgentParts = RunParts & {
  readonly hints: Hints;
  /** The kind of evidence that has changed since the last assessment read it. A change may be reported only once. */
  readonly changed: (depth: Depth) => Hint | undefined;
  readonly pace: () => Pace;
  /** The longest time between two assessments, in milliseconds. */
  readonly resyncInterval: number;
};

export type Agent = {
  /** Makes the first assessment and begins to look. */
  readonly start: () => Promise<void>;
  /**
   * Resolves once what is published is no older than the node's state. Rejects when the assessment fails, and when it takes
   * longer than `budget` milliseconds.
   */
  readonly refresh: (budget?: number) => Promise<void>;
  readonly isReady: () => boolean;
  /** The time since the last assessment in milliseconds, where that is longer than it may be. */
  readonly overdueBy: () => number | undefined;
  readonly stop: () => void;
};

type HintedRuns = { readonly runSoon: (trigger: Trigger) => void; readonly stop: () => void };

export function createAgent(parts: AgentParts): Agent {
  const { hints, changed, pace, resyncInterval } = parts;
  let isStopped = false;
  const publish: AgentParts['publish'] = (...report) => {
    if (!isStopped) parts.publish(...report);
  };
  const runs = createAssessmentRuns({ ...parts, publish });
  const { state, run } = runs;
  const hinted = createHintedRuns(runs);
  hints.subscribe(hinted.runSoon);
  const pauseFor = createLookPauses();
  let lookTimer: NodeJS.Timeout | undefined;

  const look = (): void => {
    const isResyncDue = performance.now() - state.lastStart >= resyncInterval;
    const trigger = isResyncDue ? 'resync' : state.running === undefined ? changed('quick') : undefined;
    if (trigger !== undefined) hinted.runSoon(trigger);
    lookTimer = setTimeout(look, Math.min(pauseFor(pace(), performance.now()), resyncInterval));
  };

  /** The assessment to await, if any. `changed` may report a change only once, so that the assessment starts at once. */
  const assessmentToAwait = (): Promise<void> | undefined =>
    state.running ?? (state.isCurrent && changed('full') === undefined ? undefined : run('scrape'));

  return {
    isReady: () => state.isReady,
    start: async () => {
      await run('start');
      if (!isStopped) look();
    },
    refresh: async (budget = scrapeTimeout) => {
      // The running assessment may have read before the last change; an assessment that begins from now on has not.
      const work = state.running === undefined ? assessmentToAwait() : state.running.then(assessmentToAwait);
      // An unchanged node, the usual case, needs no clock.
      if (work === undefined) return;
      await withTimeout(work, budget);
      if (!state.isCurrent) throw new Error('the assessment failed');
    },
    overdueBy: () => overdueBy(state.lastEnd, resyncInterval),
    stop: () => {
      isStopped = true;
      hinted.stop();
      clearTimeout(lookTimer);
    },
  };
}

/** Runs after hints: a burst becomes one run, which waits for the budget and for the rest after the last assessment. */
function createHintedRuns({ state, run }: AssessmentRuns): HintedRuns {
  const budget = createHintBudget();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const runSoon = (trigger: Trigger): void => {
    if (timer !== undefined || isStopped) return;
    const at = performance.now();
    timer = setTimeout(() => runNow(trigger), Math.max(budget.wait(at), state.restUntil - at));
  };
  const runNow = (trigger: Trigger): void => {
    timer = undefined;
    const at = performance.now();
    // The running assessment may have read before this change.
    if (state.running !== undefined) void state.running.then(() => runSoon(trigger));
    // A scrape may have made another assessment meanwhile, and a timer may be early.
    else if (state.restUntil > at || !budget.take(at)) runSoon(trigger);
    else void run(trigger);
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };
  return { runSoon, stop };
}

function overdueBy(lastEnd: number, resyncInterval: number): number | undefined {
  const since = performance.now() - lastEnd;
  return since > missedResyncs * resyncInterval + assessmentLimit ? since : undefined;
}
