// Tables of the metric families, and of the reasons that the error counter starts with.

import { Registry } from 'prom-client';
import { sourceErrors } from '../../src/model/reason.ts';
import { createGauges } from '../../src/publish/metrics/gauges.ts';
import { createCounters } from '../../src/publish/metrics/metrics.ts';
import { runtimeExposition } from '../../src/publish/metrics/runtime-metrics.ts';
import { code, codes, table } from './markdown.ts';

type Family = {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
};

export function metricsTable(): string {
  const rows = [...registered(), ...runtime()].map(({ name, type, labels, help }) => [
    code(name),
    type,
    labels.join(', '),
    help,
  ]);
  return table(['family', 'type', 'labels', 'meaning'], rows);
}

/** Lists the families of the registry. prom-client keeps the label names but leaves them out of its types. */
function registered(): readonly Family[] {
  const registry = new Registry();
  createGauges(registry);
  createCounters(registry);
  return registry.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames } = metric as unknown as Omit<Family, 'labels'> & {
      readonly labelNames: readonly string[];
    };
    return { name, help, type, labels: labelNames };
  });
}

/** Lists the families that are rendered without a registry, from their text. */
function runtime(): readonly Family[] {
  const family = /^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)\n\S+?(?:\{(\w+)=.*\})? /gm;
  return [...runtimeExposition(new Date(0))().matchAll(family)].map(([, name = '', help = '', type = '', label]) => ({
    name,
    help,
    type,
    labels: label === undefined ? [] : [label],
  }));
}

export function sourceErrorsTable(): string {
  const rows = Object.entries(sourceErrors).map(([source, reasons]) => [code(source), codes(reasons)]);
  return table(['source', 'reasons'], rows);
}
