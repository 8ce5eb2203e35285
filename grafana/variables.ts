import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { datasource } from './queries.ts';

// A single cluster often has no cluster label, which ".*" matches and ".+" does not.
export const variables = [
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
  labelVariable('cluster', 'Cluster', '.*', ''),
  labelVariable('job', 'Job', '.+', '{cluster=~"$cluster"}'),
  labelVariable('node', 'Node', '.+', '{cluster=~"$cluster", job=~"$job"}'),
];

function labelVariable(label: string, title: string, allValue: string, matchers: string): QueryVariableBuilder {
  const query = `label_values(peerproof_rule_compliant${matchers}, ${label})`;
  return new QueryVariableBuilder(label)
    .label(title)
    .datasource(datasource)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}
