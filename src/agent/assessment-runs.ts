// Assessments, one at a time, and the state that the last ones left.

import type { Trigger, Report } from '../model/report.ts';

/** Time limit of an assessment, in milliseconds. Single reads time out much earlier. */
export const assessmentLimit = 10_000;

export type RunParts = {
  readonly assess: () => Promise<Report>;
  /** Takes each report, with its trigger and the duration of its assessment in seconds. */
  readonly publish: (report: Report, trigger: Trigger, seconds: number) => void;
  /** Takes the error of an assessment that threw or took too long: a bug, to be seen and survived. */
  readonly onFailure: (error: unknown) => void;
};

/** Times are of `performance.now()`. */
type RunState = {
  running: Promise<void> | undefined;
  lastStart: number;
  /** The end of the last assessment that did not fail. */
  lastEnd: number;
  /** The end of the rest after an assessment, in which hints wait: assessments take half of the time at most. */
  restUntil: number;
  /** True once an assessment has been published. */
  isReady: boolean;
  /** True when the last assessment did not fail: the published report is what it read. */
  isCurrent: boolean;
};

export type AssessmentRuns = {
  readonly state: Readonly<RunState>;
  /** Starts an assessment, or joins the running one. Never rejects: a failure is reported once. */
  readonly run: (trigger: Trigger) => Promise<void>;
};

export function createAssessmentRuns({ assess, publish, onFailure }: RunParts): AssessmentRuns {
  const state: RunState = {
    running: undefined,
    lastStart: Number.NEGATIVE_INFINITY,
    lastEnd: performance.now(),
    restUntil: Number.NEGATIVE_INFINITY,
    isReady: false,
    isCurrent: false,
  };
  const assessOnce = async (trigger: Trigger): Promise<void> => {
    const start = performance.now();
    state.lastStart = start;
    const report = await withTimeout(assess(), assessmentLimit);
    const end = performance.now();
    publish(report, trigger, (end - start) / 1000);
    state.lastEnd = end;
    state.isReady = true;
    state.isCurrent = true;
  };
  return {
    state,
    run: (trigger) => {
      const { active } = performance.eventLoopUtilization();
      state.running ??= assessOnce(trigger)
        .catch((error: unknown) => {
          state.isCurrent = false;
          onFailure(error);
        })
        .finally(() => {
          state.running = undefined;
          // Waiting for a listener or a slow disk costs nothing.
          state.restUntil = performance.now() + performance.eventLoopUtilization().active - active;
        });
      return state.running;
    },
  };
}

/** Rejects once `limit` milliseconds have passed. */
export async function withTimeout<T>(work: Promise<T>, limit: number): Promise<T> {
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
