import { GraphDrawStyle, StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';

import { at, colouredCells, graphPanel, type Row, rowAt, tablePanel, timelinePanel } from '../panels.ts';
import { ofJob, ofNode, overTime, rows, withNode } from '../queries.ts';
import { statusWords, valueMap } from '../statuses.ts';

const sources = timelinePanel({
  id: 21,
  at: at(0, 34, 12, 8),
  title: 'Sources read',
  description: 'Whether each kind of evidence on a node could be read at the last assessment.',
  empty: 'no data',
})
  .mappings([valueMap({ 0: { text: 'blind', color: 'red' }, 1: { text: 'read', color: 'green' } })])
  .withTarget(
    overTime('A', `min by (cluster, node, source) (peerproof_source_up{${ofNode}})`, '{{node}} {{source}} {{cluster}}'),
  );

const drift = timelinePanel({
  id: 22,
  at: at(12, 34, 12, 8),
  title: 'Configuration drift',
  description:
    'Whether the manifest and the running process of a member differ in peer settings: a repaired manifest helps only after the restart.',
  empty: 'no member has both a manifest and a process',
})
  .mappings([valueMap({ 0: { text: 'in step', color: 'green' }, 1: { text: 'drift', color: 'orange' } })])
  .withTarget(
    overTime(
      'A',
      `max by (cluster, node, member) (peerproof_configuration_drift{${ofNode}})`,
      '{{node}} {{member}} {{cluster}}',
    ),
  );

// Series at 0 are dropped before they are matched with nodes, which takes most of the time with 1,000 nodes.
const errorIncrease = withNode(`(increase(peerproof_source_errors_total{${ofJob}}[$__rate_interval]) > 0)`);

const errors = graphPanel({
  id: 23,
  at: at(0, 42, 12, 8),
  title: 'Source errors by reason',
  description: 'Errors while reading a source, as a number within the rate interval.',
  empty: 'no source had an error',
})
  .unit('short')
  .drawStyle(GraphDrawStyle.Bars)
  .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  .withTarget(
    overTime(
      'A',
      `sum by (cluster, node, source, reason) (${errorIncrease})`,
      '{{node}} {{source}} {{reason}} {{cluster}}',
    ),
  );

const memberLabels = 'cluster, node, member, source, config_origin, peer_transport';

const members = tablePanel({
  id: 24,
  at: at(12, 42, 12, 8),
  title: 'Members',
  description:
    'Every etcd member that a source shows, where its configuration comes from, and how it serves its peers by that configuration.',
  empty: 'no member was found',
})
  .withTarget(rows('A', `max by (${memberLabels}) (peerproof_member_info{${ofNode}})`))
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true, Value: true },
      indexByName: { cluster: 0, node: 1, member: 2, source: 3, config_origin: 4, peer_transport: 5 },
      renameByName: {
        cluster: 'Cluster',
        node: 'Node',
        member: 'Member',
        source: 'Source',
        config_origin: 'Configured by',
        peer_transport: 'Peer transport',
      },
    },
  });

const findings = tablePanel({
  id: 25,
  at: at(0, 50, 24, 8),
  title: 'Findings by member and source',
  description: 'What each source says of each member, below the verdict of the node.',
  empty: 'no member was found',
})
  .withTarget(
    rows('A', `max by (cluster, node, rule, member, source, status) (peerproof_member_rule_status{${ofNode}} == 1)`),
  )
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true, Value: true },
      indexByName: { cluster: 0, node: 1, rule: 2, member: 3, source: 4, status: 5 },
      renameByName: {
        cluster: 'Cluster',
        node: 'Node',
        rule: 'Rule',
        member: 'Member',
        source: 'Source',
        status: 'Status',
      },
    },
  })
  .overrideByName('Status', colouredCells(statusWords));

export const evidence: Row = {
  row: rowAt(20, 33, 'Evidence'),
  panels: [sources, drift, errors, members, findings],
};
