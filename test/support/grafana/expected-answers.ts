import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

import {
  type Answer,
  counts,
  expectBetween,
  expectTimes,
  lines,
  ofEachAgent,
  ofLaterAgent,
  oneBetween,
  values,
} from './answer-checks.ts';

const packageFile = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
const { version } = JSON.parse(packageFile) as { version: string };

const tls = 'cis-kubernetes-2.4';
const clientCertificates = 'cis-kubernetes-2.5';

/** What every query of every panel answers on the fleet of fleet.ts. */
export const expectedAnswers: readonly Answer[] = [
  ...counts('2.4 Peers use TLS', { A: 2, B: 1, C: 1, D: 0 }),
  ...counts('2.5 Peers show client certificates', { A: 1, B: 1, C: 1, D: 1 }),
  ...counts('Control-plane nodes covered', { A: 4, B: 5, C: 1 }),
  {
    title: 'Alerts',
    refId: 'A',
    what: 'the active alerts of peerproof alone, with severity, state and since when',
    check: (series, { startedAt }) => {
      expect(lines(series, ['alertname', 'severity', 'alertstate', 'node', 'rule'])).toEqual([
        'PeerproofAbsent critical firing  ',
        `PeerproofNoncompliant critical firing cp-fail ${clientCertificates}`,
        `PeerproofUnknown warning pending cp-unknown ${tls}`,
        `PeerproofUnknown warning pending cp-unknown ${clientCertificates}`,
      ]);
      expectTimes(series, startedAt);
    },
  },
  {
    title: 'Verdicts by node and rule',
    refId: 'A',
    what: 'four nodes by two rules with status, every reason and since when',
    check: (series, { startedAt }) => {
      expect(lines(series, ['node', 'rule', 'status', 'reason'])).toEqual([
        `cp-external ${tls} not_applicable declared_no_etcd`,
        `cp-external ${clientCertificates} not_applicable declared_no_etcd`,
        `cp-fail ${tls} pass -`,
        `cp-fail ${clientCertificates} fail client_cert_auth_false`,
        `cp-fail ${clientCertificates} fail enforced_by_trusted_ca_only`,
        `cp-pass ${tls} pass -`,
        `cp-pass ${clientCertificates} pass -`,
        `cp-unknown ${tls} unknown etcd_not_found`,
        `cp-unknown ${tls} unknown manifest_invalid`,
        `cp-unknown ${clientCertificates} unknown etcd_not_found`,
        `cp-unknown ${clientCertificates} unknown manifest_invalid`,
      ]);
      expectTimes(series, startedAt);
    },
  },
  values('Verdicts over time', ['node', 'rule'], {
    [`cp-external ${tls}`]: 2,
    [`cp-external ${clientCertificates}`]: 2,
    [`cp-fail ${tls}`]: 1,
    [`cp-fail ${clientCertificates}`]: 4,
    [`cp-pass ${tls}`]: 1,
    [`cp-pass ${clientCertificates}`]: 1,
    [`cp-unknown ${tls}`]: 3,
    [`cp-unknown ${clientCertificates}`]: 3,
  }),
  values('Nodes without a verdict', ['node'], { 'cp-forgotten': 1 }),
  values('Sources read', ['node', 'source'], {
    'cp-external manifest': 1,
    'cp-external process': 1,
    'cp-fail manifest': 1,
    'cp-fail process': 1,
    'cp-pass manifest': 1,
    'cp-pass process': 1,
    'cp-unknown manifest': 0,
    'cp-unknown process': 1,
  }),
  values('Configuration drift', ['node', 'member'], { 'cp-fail cp-1': 1, 'cp-pass cp-1': 0 }),
  {
    title: 'Source errors by reason',
    refId: 'A',
    what: 'the errors of the one node that cannot read its manifest',
    check: (series) => {
      expect(lines(series, ['node', 'source', 'reason'])).toEqual(['cp-unknown manifest manifest_invalid']);
      expectBetween(series, 0.5, 200);
    },
  },
  values('Members', ['node', 'member', 'source', 'config_origin', 'peer_transport'], {
    'cp-fail cp-1 manifest flag tls': 1,
    'cp-fail cp-1 process flag tls': 1,
    'cp-pass cp-1 manifest flag tls': 1,
    'cp-pass cp-1 process flag tls': 1,
  }),
  values('Findings by member and source', ['node', 'rule', 'member', 'source', 'status'], {
    [`cp-fail ${tls} cp-1 manifest pass`]: 1,
    [`cp-fail ${tls} cp-1 process pass`]: 1,
    [`cp-fail ${clientCertificates} cp-1 manifest pass`]: 1,
    [`cp-fail ${clientCertificates} cp-1 process fail`]: 1,
    [`cp-pass ${tls} cp-1 manifest pass`]: 1,
    [`cp-pass ${tls} cp-1 process pass`]: 1,
    [`cp-pass ${clientCertificates} cp-1 manifest pass`]: 1,
    [`cp-pass ${clientCertificates} cp-1 process pass`]: 1,
  }),
  ofLaterAgent('Earliest expiry', 'A', [], (notAfter, now) => notAfter - now, 1),
  ofLaterAgent('Peer certificates by listener', 'A', ['listener', 'member', 'node'], (notAfter) => notAfter * 1000),
  ofLaterAgent('Peer certificates by listener', 'B', ['listener', 'member', 'node'], (notAfter, now) => notAfter - now),
  ...counts('Agents', { A: 5, B: 1 }),
  {
    title: 'Versions',
    refId: 'A',
    what: 'five agents of the version in package.json on Node 24',
    check: (series) => {
      expect(series).toMatchObject([{ metric: { version, nodeversion: expect.stringMatching(/^v24\./) }, value: 5 }]);
    },
  },
  oneBetween('Assessment duration', 'A', 1e-6, 10),
  oneBetween('Assessment duration', 'B', 1e-6, 10),
  {
    title: 'Assessments by trigger',
    refId: 'A',
    what: 'every trigger, resyncs above zero',
    check: (series) => {
      expect(lines(series, ['trigger'])).toEqual(['manifest', 'process', 'resync', 'scrape', 'start', 'wire']);
      const resync = series.filter(({ metric }) => metric['trigger'] === 'resync');
      // At most one a second on each of four nodes.
      expectBetween(resync, 1, 4 * 60 * 1.2);
    },
  },
  ofEachAgent('Age of the last assessment', -1, 10),
  ofEachAgent('Scrape duration', 1e-5, 1),
  ofEachAgent('Memory', 20e6, 500e6),
  ofEachAgent('CPU', 1e-6, 2),
];
