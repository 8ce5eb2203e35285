import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

// Series of a target as a whole (up, process_*, the counters) carry no node of their own.
export const ofJob = 'cluster=~"$cluster", job=~"$job"';
export const ofNode = `${ofJob}, node=~"$node"`;

/** Gives an agent's own series the node it runs on; whatever is no agent of a chosen node drops out. */
export function withNode(expression: string): string {
  const agents = `group by (cluster, job, instance, node) (peerproof_rule_compliant{${ofNode}})`;
  return `${expression} * on (cluster, job, instance) group_left (node) ${agents}`;
}

/** Leaves out agents of other nodes, where no node is shown: cheaper than telling it. */
export function onNodes(expression: string): string {
  return `${expression} and on (cluster, job, instance) peerproof_rule_compliant{${ofNode}}`;
}

/** Now, one number for each series. */
export function current(refId: string, expression: string, legend: string): DataqueryBuilder {
  return base(refId, expression).instant().format(PromQueryFormat.TimeSeries).legendFormat(legend);
}

/** Now, one line for each series with its labels as columns. */
export function rows(refId: string, expression: string): DataqueryBuilder {
  return base(refId, expression).instant().format(PromQueryFormat.Table);
}

export function overTime(refId: string, expression: string, legend: string): DataqueryBuilder {
  return base(refId, expression).range().format(PromQueryFormat.TimeSeries).legendFormat(legend);
}

function base(refId: string, expression: string): DataqueryBuilder {
  return new DataqueryBuilder().datasource(datasource).refId(refId).expr(expression);
}
