import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

// Matchers without a node, for series of a whole target: up, process_* and the counters.
export const ofJob = 'cluster=~"$cluster", job=~"$job"';
export const ofNode = `${ofJob}, node=~"$node"`;

/** Adds the node to series of an agent, and drops series of other targets and nodes. */
export function withNode(expression: string): string {
  const agents = `group by (cluster, job, instance, node) (peerproof_rule_compliant{${ofNode}})`;
  return `${expression} * on (cluster, job, instance) group_left (node) ${agents}`;
}

/** Drops series of other nodes without adding the node, which is cheaper. */
export function onNodes(expression: string): string {
  return `${expression} and on (cluster, job, instance) peerproof_rule_compliant{${ofNode}}`;
}

/** Queries the present number of each series. */
export function current(refId: string, expression: string, legend: string): DataqueryBuilder {
  return base(refId, expression).instant().format(PromQueryFormat.TimeSeries).legendFormat(legend);
}

/** Queries the present series as rows, with their labels as columns. */
export function rows(refId: string, expression: string): DataqueryBuilder {
  return base(refId, expression).instant().format(PromQueryFormat.Table);
}

export function overTime(refId: string, expression: string, legend: string): DataqueryBuilder {
  return base(refId, expression).range().format(PromQueryFormat.TimeSeries).legendFormat(legend);
}

function base(refId: string, expression: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(datasource).refId(refId).expr(expression);
}
