import { at, colouredCells, type Row, rowAt, tablePanel, timelinePanel } from '../panels.ts';
import { ofNode, overTime, rows } from '../queries.ts';
import { statusCodes, statuses, statusWords } from '../statuses.ts';
import { uncoveredNodes } from './coverage.ts';

// While a pod replaces another, both may have series of a node and an instance.
const verdictKey = 'cluster, job, instance, pod, node, rule';
const status = `(peerproof_rule_status{${ofNode}} == 1)`;

// A row for each active reason, or a single row without reasons. The value is the time of the last change.
const reasonedSince = `max by (cluster, node, rule, status, reason) (
  (
      peerproof_rule_reason{${ofNode}} * on (${verdictKey}) group_left (status) ${status}
    or on (${verdictKey})
      label_replace(${status}, "reason", "-", "", "")
  )
  * on (${verdictKey}) group_left () peerproof_last_status_change_timestamp_seconds{${ofNode}} * 1000
)`;

const verdicts = tablePanel({
  id: 11,
  at: at(0, 15, 24, 9),
  title: 'Verdicts by node and rule',
  description:
    'The verdict of each rule on each node, every reason for it, and since when it stands (at the earliest, since the agent started).',
  empty: 'no data',
})
  .withTarget(rows('A', reasonedSince))
  .withTransformation({
    id: 'groupBy',
    options: {
      fields: {
        cluster: { operation: 'groupby', aggregations: [] },
        node: { operation: 'groupby', aggregations: [] },
        rule: { operation: 'groupby', aggregations: [] },
        status: { operation: 'groupby', aggregations: [] },
        reason: { operation: 'aggregate', aggregations: ['uniqueValues'] },
        Value: { operation: 'aggregate', aggregations: ['max'] },
      },
    },
  })
  .withTransformation({
    id: 'organize',
    options: {
      indexByName: { cluster: 0, node: 1, rule: 2, status: 3, 'reason (uniqueValues)': 4, 'Value (max)': 5 },
      renameByName: {
        cluster: 'Cluster',
        node: 'Node',
        rule: 'Rule',
        status: 'Status',
        'reason (uniqueValues)': 'Reasons',
        'Value (max)': 'Since',
      },
    },
  })
  .overrideByName('Status', colouredCells(statusWords))
  .overrideByName('Since', [{ id: 'unit', value: 'dateTimeFromNow' }]);

const byRule = (series: string): string => `max by (cluster, node, rule) (${series})`;
const ofStatus = (name: string): string => `peerproof_rule_status{${ofNode}, status="${name}"}`;

/** The code of the worst status, for agents that disagree about a node; 0 stands for an unknown status. */
const codedStatus = [
  ...statuses.toReversed().map(({ status: name, code }) => `${code} * ${byRule(`${ofStatus(name)} == 1`)}`),
  `0 * ${byRule(ofStatus('pass'))}`,
].join('\nor ');

const history = timelinePanel({
  id: 12,
  at: at(0, 24, 18, 9),
  title: 'Verdicts over time',
  description: 'Each line is one rule on one node; a gap is a time without a verdict.',
  empty: 'no data',
})
  .mappings([statusCodes])
  .withTarget(overTime('A', codedStatus, '{{node}} {{rule}} {{cluster}}'));

const uncovered = tablePanel({
  id: 13,
  at: at(18, 24, 6, 9),
  title: 'Nodes without a verdict',
  description: 'Control-plane and etcd nodes that kube-state-metrics knows and no agent speaks for.',
  empty: 'none, or kube-state-metrics is not in this data source',
})
  .withTarget(rows('A', uncoveredNodes))
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true, Value: true },
      renameByName: { cluster: 'Cluster', node: 'Node' },
    },
  });

export const nodes: Row = { row: rowAt(10, 14, 'Nodes'), panels: [verdicts, history, uncovered] };
