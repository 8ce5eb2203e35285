// Nodes for looking at: real trees, resolved and judged by the agent's own pieces, with the clock and the listeners' answers given.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assess } from '../../../src/assess/assess.ts';
import type { Rule } from '../../../src/evaluate/rule.ts';
import type { Node } from '../../../src/assess/open-node.ts';
import type { Status } from '../../../src/model/verdict.ts';
import type { WireAnswer } from '../../../src/model/listener.ts';
import { createNodeReader, type NodeReader } from '../../../src/observe/node-reader.ts';
import { createStatusHistory } from '../../../src/publish/status-history.ts';
import { createLog } from '../../../src/publish/log.ts';
import type { Publication } from '../../../src/model/report.ts';
import { processKind } from '../../../src/resolve/program-name.ts';
import { materialiseNode } from '../../fixtures/make-proc.ts';
import { answeringProbes } from '../assess/answering-probes.ts';
import { defaultRules } from '../resolve/verdicts.ts';

const nodes = join(import.meta.dirname, '../../fixtures/nodes');

/** When the nodes were first looked at, and when they are shown. */
const firstSeen = new Date('2026-03-02T09:41:07Z');
const lastSeen = new Date('2026-03-05T14:02:31Z');
export const shownAt = new Date('2026-03-05T14:02:36Z');

type Shown = {
  readonly fixture: string;
  readonly edit?: readonly [from: string, to: string];
  readonly answer?: WireAnswer;
};

const authority = { subject: 'CN=etcd-ca', issuer: 'CN=etcd-ca', names: [], keyType: 'rsa', rsaBits: 2048 };
const signatureAlgorithm = 'sha256WithRSAEncryption';
const demanding: WireAnswer = {
  kind: 'tls',
  protocol: 'TLSv1.3',
  clientCertificateRequired: true,
  members: undefined,
  certificates: [
    {
      subject: 'CN=cp-1',
      issuer: 'CN=etcd-ca',
      names: ['DNS:cp-1', 'DNS:localhost', '192.0.2.10', '127.0.0.1', '::1'],
      notBefore: new Date('2025-11-18T08:20:11Z'),
      notAfter: new Date('2026-11-18T08:25:11Z'),
      keyType: 'rsa',
      rsaBits: 2048,
      signatureAlgorithm,
    },
    {
      ...authority,
      notBefore: new Date('2025-11-18T08:20:10Z'),
      notAfter: new Date('2035-11-16T08:25:10Z'),
      signatureAlgorithm,
    },
  ],
};
const alone: WireAnswer = { kind: 'plaintext', members: { count: 1, version: '3.6.4' } };

export const shownNodes: Readonly<Record<Status, Shown>> = {
  pass: { fixture: 'sample', answer: demanding },
  fail: {
    fixture: 'sample',
    edit: ['--peer-client-cert-auth=true', '--peer-client-cert-auth=false'],
    answer: demanding,
  },
  unknown: { fixture: 'manifest-broken' },
  not_applicable: { fixture: 'text-check-fooled', answer: alone },
};

/** Lays the node out in `rootfs` and judges it, days after it was first seen. */
export async function publicationOf(
  { fixture, edit, answer }: Shown,
  rootfs: string,
  rules: readonly Rule[] = defaultRules,
): Promise<Publication> {
  materialiseNode(join(nodes, fixture), rootfs);
  if (edit !== undefined) {
    const manifest = join(rootfs, 'etc/kubernetes/manifests/etcd.yaml');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(...edit));
  }
  const reader = createNodeReader({ rootfs, procfs: join(rootfs, 'proc'), manifests: [] }, processKind, Date.now);
  const history = createStatusHistory(
    createLog({ level: 'error', format: 'logfmt', write: () => undefined, now: () => firstSeen }),
  );
  const policy = {
    rules: rules.map(({ text }) => text.id),
    singleMember: 'auto',
    noEtcd: 'unknown',
  } as const;
  const look = async (at: Date): Promise<Publication> =>
    history.record((await assess(nodeAt(reader, answer, at), policy)).report, 'directory');
  await look(firstSeen);
  const publication = await look(lastSeen);
  return publication;
}

/** The node at one time; without an answer its listeners are not probed. */
function nodeAt(reader: NodeReader, answer: WireAnswer | undefined, at: Date): Node {
  const now = (): Date => at;
  return {
    name: 'cp-1',
    reader,
    probes: answer && answeringProbes(() => answer, now),
    networkNamespace: () => ({ shared: true, addresses: undefined }),
    hostAddress: undefined,
    now,
  };
}
