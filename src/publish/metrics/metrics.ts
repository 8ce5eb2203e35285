// The agent's metrics: the registry with its counters, and a publication → its samples.

import { Counter, Histogram, Registry } from 'prom-client';
import { sourceErrors } from '../../model/reason.ts';
import { type Publication, type Trigger, triggers } from '../../model/report.ts';
import { createGauges } from './gauges.ts';
import { setSamples } from './samples.ts';
import { createExposition, type Exposition } from './exposition.ts';
import { runtimeExposition } from './runtime-metrics.ts';

export type Build = { readonly version: string; readonly revision: string; readonly nodeVersion: string };

export type Metrics = {
  /** Takes a publication with the trigger of its assessment and its duration in seconds. */
  readonly publish: (publication: Publication, trigger: Trigger, seconds: number) => void;
  readonly exposition: Exposition;
};

export function createMetrics(build: Build, startedAt: Date): Metrics {
  const registry = new Registry();
  const gauges = createGauges(registry);
  const counters = createCounters(registry);
  const exposition = createExposition(registry, runtimeExposition(startedAt), () => performance.now());
  gauges.build_info.set({ version: build.version, revision: build.revision, nodeversion: build.nodeVersion }, 1);
  return {
    publish: (publication, trigger, seconds) => {
      setSamples(gauges, publication);
      for (const { source, causes } of publication.report.sources) {
        for (const { reason } of causes) counters.sourceErrors.inc({ source, reason });
      }
      counters.assessments.inc({ trigger });
      counters.duration.observe(seconds);
      exposition.refresh();
    },
    exposition,
  };
}

export function createCounters(registry: Registry): {
  sourceErrors: Counter;
  assessments: Counter;
  duration: Histogram;
} {
  const errors = new Counter({
    name: 'peerproof_source_errors_total',
    help: 'Errors while reading a source, by reason.',
    labelNames: ['source', 'reason'],
    registers: [registry],
  });
  for (const [source, reasons] of Object.entries(sourceErrors)) {
    for (const reason of reasons) errors.inc({ source, reason }, 0);
  }
  const assessments = new Counter({
    name: 'peerproof_assessments_total',
    help: 'Assessments of the node, by what triggered them.',
    labelNames: ['trigger'],
    registers: [registry],
  });
  for (const trigger of triggers) assessments.inc({ trigger }, 0);
  const duration = new Histogram({
    name: 'peerproof_assessment_duration_seconds',
    help: 'How long an assessment takes, in seconds.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return { sourceErrors: errors, assessments, duration };
}
