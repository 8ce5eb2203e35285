// What many nodes would serve: real assessments of sample nodes, rendered by the agent's own metrics for each name.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '../../src/assess/assess.ts';
import type { Node } from '../../src/assess/open-node.ts';
import { answeringProbes } from '../../test/support/assess/answering-probes.ts';
import type { Report } from '../../src/model/report.ts';
import type { WireAnswer } from '../../src/model/listener.ts';
import { createNodeReader } from '../../src/observe/node-reader.ts';
import { createMetrics } from '../../src/publish/metrics/metrics.ts';
import { processKind } from '../../src/resolve/program-name.ts';
import { materialiseNode } from '../../test/fixtures/make-proc.ts';
import { repository } from '../../test/support/peerproof-process.ts';
import { defaultRules } from '../../test/support/resolve/verdicts.ts';

/** Out of each thousand nodes so many are like the sample node; the rest is like the first. */
const kinds = [
  { sample: 'kubeadm-ha-first', share: 0 },
  { sample: 'drift-restart-pending', share: 5 },
  { sample: 'manifest-broken', share: 3 },
  { sample: 'external-etcd', share: 20 },
] as const;

const day = 24 * 3600 * 1000;

export type FleetNode = {
  readonly name: string;
  readonly report: Report;
  /** As /metrics serves it. */
  readonly exposition: string;
};

/** Node names sort as they count. */
export async function makeNodes(count: number): Promise<readonly FleetNode[]> {
  const reports = await Promise.all(kinds.map(({ sample }) => assessSample(sample)));
  const nodes: FleetNode[] = [];
  for (let index = 0; index < count; index += 1) {
    const report = { ...pick(reports, index), node: `cp-${String(index).padStart(5, '0')}` };
    nodes.push({ name: report.node, report, exposition: await render(report) });
  }
  return nodes;
}

function pick(reports: readonly Report[], index: number): Report {
  let before = 0;
  const place = index % 1000;
  const kind = kinds.findIndex(({ share }) => {
    before += share;
    return place < before;
  });
  const report = reports[Math.max(kind, 0)];
  if (report === undefined) throw new Error('There is no sample node');
  return report;
}

async function assessSample(sample: string): Promise<Report> {
  const rootfs = mkdtempSync(join(tmpdir(), 'peerproof-fleet-node-'));
  materialiseNode(join(repository, 'test/fixtures/nodes', sample), rootfs);
  const paths = { rootfs, procfs: join(rootfs, 'proc'), manifests: [] };
  const reader = createNodeReader(paths, processKind, Date.now);
  const now = (): Date => new Date();
  const node: Node = {
    name: sample,
    reader,
    probes: answeringProbes(peerListener, now),
    networkNamespace: () => ({ shared: true, addresses: undefined }),
    hostAddress: undefined,
    now,
  };
  try {
    const ids = defaultRules.map(({ text }) => text.id);
    const policy = { rules: ids, singleMember: 'auto', noEtcd: 'not_applicable' } as const;
    return (await assess(node, policy)).report;
  } finally {
    rmSync(rootfs, { recursive: true });
  }
}

/** No listener is there to be asked; each says what one of kubeadm's would. */
function peerListener(now: Date): WireAnswer {
  const certificate = {
    subject: 'CN=cp-1',
    issuer: 'CN=etcd-ca',
    names: ['cp-1', 'localhost', '192.0.2.11'],
    notBefore: now,
    notAfter: new Date(now.getTime() + 365 * day),
    keyType: 'rsa',
    rsaBits: 2048,
    signatureAlgorithm: 'sha256WithRSAEncryption',
  };
  return {
    kind: 'tls',
    protocol: 'TLSv1.3',
    clientCertificateRequired: true,
    certificates: [certificate],
    members: undefined,
  };
}

async function render(report: Report): Promise<string> {
  const build = { version: '0.1.0', revision: 'fleet', nodeVersion: process.version };
  const metrics = createMetrics(build, new Date());
  const publication = { report, statusSince: () => report.assessedAt, watchMode: 'directory' } as const;
  metrics.publish(publication, 'start', 0.01);
  return (await metrics.exposition.text()).toString();
}
