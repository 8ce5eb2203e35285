// One server that answers for every node of a fleet, each below its own path.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FleetNode } from './nodes.ts';

/** Between two samples of a series, as the shipped scrape configuration has it. In seconds. */
export const scrapeInterval = 15;

export type FleetServer = {
  readonly address: string;
  /** From now on each scrape tells of a moment `scrapeInterval` later, until every node has come to the present. */
  readonly replaySince: (start: Date) => void;
  readonly isInThePresent: () => boolean;
  readonly close: () => void;
};

export const nodePath = (node: string): string => `/nodes/${node}/metrics`;
/** As kube-state-metrics answers there, with the role of each node. */
const stateMetricsPath = '/metrics';

export async function startFleetServer(nodes: readonly FleetNode[]): Promise<FleetServer> {
  const expositions = new Map(nodes.map(({ name, exposition }) => [nodePath(name), exposition]));
  const roles = nodes.map(({ name }) => `kube_node_role{node="${name}",role="control-plane"} 1\n`).join('');
  /** The next moment to tell of, by node, in seconds since the epoch. */
  const clocks = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const exposition = path === stateMetricsPath ? roles : expositions.get(path);
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    if (exposition === undefined) response.writeHead(404).end();
    else response.end(path === stateMetricsPath ? exposition : told(path, exposition, clocks));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    replaySince: (start) => {
      for (const path of expositions.keys()) clocks.set(path, Math.floor(start.getTime() / 1000));
    },
    isInThePresent: () => clocks.size === 0,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A healthy agent looks at its node again at least every 30 s; samples of the past carry their time. */
function told(path: string, exposition: string, clocks: Map<string, number>): string {
  const now = Math.floor(Date.now() / 1000);
  const clock = clocks.get(path);
  if (clock !== undefined && clock + scrapeInterval >= now) clocks.delete(path);
  else if (clock !== undefined) clocks.set(path, clock + scrapeInterval);
  const fresh = exposition.replace(/^(peerproof_last_assessment_timestamp_seconds) .*$/m, `$1 ${clock ?? now}`);
  return clock === undefined ? fresh : fresh.replaceAll(/^([^#\n].*)$/gm, `$1 ${clock * 1000}`);
}
