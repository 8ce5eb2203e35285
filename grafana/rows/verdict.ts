import { type DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TextPanel } from '@grafana/grafana-foundation-sdk/text';

import { at, type Row, rowAt, statPanel, thresholds } from '../panels.ts';
import { current, ofNode } from '../queries.ts';
import { statuses } from '../statuses.ts';
import { alerts } from './alerts.ts';
import { coveredNodes, expectedNodes, uncoveredNodes } from './coverage.ts';

function nodesByStatus(id: number, x: number, control: string, demand: string): StatPanel {
  const panel = statPanel({
    id,
    at: at(x, 1, 8, 5),
    title: `${control} ${demand}`,
    description: `Nodes by their verdict on CIS Kubernetes Benchmark ${control}. Not applicable needs nothing done; unknown is no pass.`,
    empty: 'no data',
  }).unit('none');
  statuses.forEach(({ status, text, color }, index) => {
    const selector = `${ofNode}, rule="cis-kubernetes-${control}", status="${status}"`;
    const nodes = `sum(max by (cluster, node) (peerproof_rule_status{${selector}}))`;
    panel.withTarget(current('ABCD'.charAt(index), nodes, text)).overrideByName(text, colouredFromOne(color));
  });
  return panel;
}

// Zero failing nodes must not shine red.
function colouredFromOne(color: string): DynamicConfigValue[] {
  const steps = [
    { value: null, color: 'text' },
    { value: 1, color },
  ];
  return [{ id: 'thresholds', value: thresholds(steps).build() }];
}

const coverage = statPanel({
  id: 4,
  at: at(16, 1, 8, 5),
  title: 'Control-plane nodes covered',
  description:
    'Nodes with a verdict, against those that kube-state-metrics knows as control-plane or etcd nodes (kube_node_role). Without kube-state-metrics nothing is expected, and only the covered nodes show.',
  empty: 'no data',
})
  .unit('none')
  .withTarget(current('A', `count(${coveredNodes})`, 'covered'))
  .withTarget(current('B', `count(${expectedNodes})`, 'expected'))
  .withTarget(current('C', `count(${uncoveredNodes}) or 0 * count(${expectedNodes})`, 'missing'))
  .overrideByName('covered', colouredFromOne('green'))
  .overrideByName('missing', colouredFromOne('red'));

const howToRead = new TextPanel()
  .id(6)
  .gridPos(at(16, 6, 8, 8))
  .title('How to read this')
  .description('What the four verdicts mean.')
  .content(
    [
      '**pass**: the flags are set, and etcd really does what they say.',
      '**fail**: either half does not hold; the reason says which.',
      '**unknown**: it could not be decided, for example because a file could not be read. It counts as noncompliant and alerts.',
      '**not applicable**: one single member, or no etcd on this node, as the operator declared.',
      '2.4 wants TLS between peers, 2.5 wants a client certificate from each peer. Of several findings on a node, the worst wins.',
    ].join('\n\n'),
  );

export const verdict: Row = {
  row: rowAt(1, 0, 'Verdict'),
  panels: [
    nodesByStatus(2, 0, '2.4', 'Peers use TLS'),
    nodesByStatus(3, 8, '2.5', 'Peers show client certificates'),
    coverage,
    alerts,
    howToRead,
  ],
};
