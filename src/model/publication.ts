// A report as it is published, and the triggers of an assessment.

import type { WatchMode } from './observation.ts';
import type { Report } from './report.ts';

export const triggers = ['start', 'manifest', 'process', 'wire', 'resync', 'scrape'] as const;
export type Trigger = (typeof triggers)[number];

/** A report with the facts that only its history holds. */
export type Publication = {
  readonly report: Report;
  readonly statusSince: (rule: string) => Date;
  readonly watchMode: WatchMode;
};
