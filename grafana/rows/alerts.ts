import { runbookOfCell } from '../links.ts';
import { at, colouredCells, tablePanel } from '../panels.ts';
import { rows } from '../queries.ts';
import { valueMap } from '../statuses.ts';

// Alerts about a missing agent have no node, and show for every choice of nodes.
const selector = 'alertname=~"Peerproof.+", cluster=~"$cluster", node=~"$node|"';
const labels = 'cluster, alertname, severity, node, rule, member, listener, source';

const active = `max by (${labels}, alertstate) (ALERTS{${selector}})`;
const activeSince = `max by (${labels}) (ALERTS_FOR_STATE{${selector}}) * 1000 * on (${labels}) group_right () ${active}`;

const severities = valueMap({
  critical: { text: 'critical', color: 'red' },
  warning: { text: 'warning', color: 'orange' },
  info: { text: 'info', color: 'blue' },
});

const columns = [
  ['alertname', 'Alert'],
  ['severity', 'Severity'],
  ['alertstate', 'State'],
  ['cluster', 'Cluster'],
  ['node', 'Node'],
  ['rule', 'Rule'],
  ['member', 'Member'],
  ['listener', 'Listener'],
  ['source', 'Source'],
  ['Value', 'Active since'],
] as const;

export const alerts = tablePanel({
  id: 5,
  at: at(0, 6, 16, 8),
  title: 'Alerts',
  description:
    "peerproof's pending and firing alerts, as Prometheus evaluates them; a click on the name opens the runbook.",
  empty: 'no alert is pending or firing',
})
  .withTarget(rows('A', activeSince))
  .withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      indexByName: Object.fromEntries(columns.map(([name], index) => [name, index])),
      renameByName: Object.fromEntries(columns),
    },
  })
  .overrideByName('Alert', [{ id: 'links', value: [runbookOfCell] }])
  .overrideByName('Severity', colouredCells(severities))
  .overrideByName('Active since', [{ id: 'unit', value: 'dateTimeFromNow' }]);
