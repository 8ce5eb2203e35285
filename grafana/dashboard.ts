import { DashboardBuilder, DashboardCursorSync } from '@grafana/grafana-foundation-sdk/dashboard';

import { links } from './links.ts';
import { certificates } from './rows/certificates.ts';
import { evidence } from './rows/evidence.ts';
import { exporter } from './rows/exporter.ts';
import { nodes } from './rows/nodes.ts';
import { verdict } from './rows/verdict.ts';
import { variables } from './variables.ts';

/** The text of peerproof.json; the same source always gives the same bytes. */
export function dashboardText(): string {
  const dashboard = new DashboardBuilder('peerproof: TLS between etcd peers')
    .id(null)
    .uid('peerproof')
    .description('CIS Kubernetes Benchmark 2.4 and 2.5 on every control-plane node, as peerproof proves them.')
    .tags(['peerproof', 'kubernetes', 'security', 'etcd'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .variables(variables)
    .links(links);
  for (const { row, panels } of [verdict, nodes, evidence, certificates, exporter]) {
    dashboard.withRow(row);
    for (const panel of panels) dashboard.withPanel(panel);
  }
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`;
}
