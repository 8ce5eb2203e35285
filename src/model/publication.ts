// What is published: a report, why it was made, and what only its history tells.

import type { WatchMode } from './observation.ts';
import type { Report } from './report.ts';

export const triggers = ['start', 'manifest', 'process', 'wire', 'resync', 'scrape'] as const;
export type Trigger = (typeof triggers)[number];

/** A report with what only its history tells. */
export type Publication = {
  readonly report: Report;
  readonly statusSince: (rule: string) => Date;
  readonly watchMode: WatchMode;
};
