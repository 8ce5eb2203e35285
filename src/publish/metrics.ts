// Every metric of the agent: its name, help and labels.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { sourceErrors } from '../model/reason.ts';
import type { WatchMode } from '../model/observation.ts';
import type { Report } from '../model/report.ts';
import { setSamples } from './samples.ts';
import { createExposition, type Exposition } from './exposition.ts';
import { runtimeExposition } from './runtime-metrics.ts';

export const triggers = ['start', 'manifest', 'process', 'wire', 'resync', 'scrape'] as const;
export type Trigger = (typeof triggers)[number];

export type Build = { readonly version: string; readonly revision: string; readonly nodeVersion: string };

/** A report with what only its history tells. */
export type Publication = {
  readonly report: Report;
  readonly statusSince: (rule: string) => Date;
  readonly watchMode: WatchMode;
};

export type Metrics = {
  /** Takes a publication, with what triggered its assessment and how long that took in seconds, and renders it once. */
  readonly publish: (publication: Publication, trigger: Trigger, seconds: number) => void;
  readonly exposition: Exposition;
};

export function createMetrics(build: Build, startedAt: Date): Metrics {
  const registry = new Registry();
  const gauges = createGauges(registry);
  const counters = createCounters(registry);
  const exposition = createExposition(registry, runtimeExposition(startedAt), () => performance.now());
  gauges.build_info.set(
    { version: build.version, revision: build.revision, nodeversion: build.nodeVersion },
    1,
  );
  return {
    publish: (publication, trigger, seconds) => {
      setSamples(gauges, publication);
      for (const { source, causes } of publication.report.sources) {
        for (const { reason } of causes) counters.sourceErrors.inc({ source, reason });
      }
      counters.assessments.inc({ trigger });
      counters.duration.observe(seconds);
      exposition.refresh();
    },
    exposition,
  };
}

const listenerLabels = ['node', 'member', 'listener'] as const;

const gaugeTable = {
  rule_compliant: [['node', 'rule'], '1: nothing to do (pass or not_applicable). 0: fail or unknown.'],
  rule_status: [['node', 'rule', 'status'], 'The verdict of a rule on the node: exactly one status is 1.'],
  rule_reason: [
    ['node', 'rule', 'reason'],
    '1 for each reason of the verdict. For display; alert on the status.',
  ],
  rule_info: [['rule', 'framework', 'control', 'title'], 'The recommendations that are evaluated.'],
  member_rule_status: [
    ['node', 'rule', 'member', 'source', 'status'],
    'The finding of a rule on one etcd member from one source: exactly one status is 1.',
  ],
  member_info: [
    ['node', 'member', 'source', 'config_origin', 'peer_transport'],
    'The etcd members that a source shows.',
  ],
  configuration_drift: [
    ['node', 'member'],
    '1: the manifest and the running process differ in peer settings.',
  ],
  source_up: [['node', 'source'], '1: the source was read at the last assessment.'],
  process_watch_mode: [
    ['mode'],
    'How new processes are found: exactly one mode is 1. cursor and directory notice within a tenth of a second, scan within one.',
  ],
  last_assessment_timestamp_seconds: [
    [],
    'When the node was last assessed, in seconds since the Unix epoch.',
  ],
  last_status_change_timestamp_seconds: [
    ['node', 'rule'],
    'Since when the verdict of a rule stands, in seconds since the Unix epoch.',
  ],
  configuration_difference: [
    ['node', 'member', 'setting'],
    '1 for each peer setting in which the manifest and the running process differ.',
  ],
  peer_listener_up: [listenerLabels, '1: the peer listener answered when it was last asked.'],
  peer_listener_tls: [listenerLabels, '1: the peer listener speaks TLS. 0: it answered in plaintext.'],
  peer_listener_client_certificate_required: [
    listenerLabels,
    '1: the peer listener demands a client certificate. 0: it does not.',
  ],
  peer_listener_exposes_keyspace: [
    listenerLabels,
    '1: the peer listener serves the whole key space without authentication (plaintext, etcd up to 3.5, beyond loopback).',
  ],
  peer_listener_certificate_not_before_timestamp_seconds: [
    listenerLabels,
    'From when the served certificate is valid, in seconds since the Unix epoch.',
  ],
  peer_listener_certificate_not_after_timestamp_seconds: [
    listenerLabels,
    'Until when the served certificate is valid, in seconds since the Unix epoch.',
  ],
  peer_listener_last_probe_timestamp_seconds: [
    listenerLabels,
    'When the peer listener was last asked, in seconds since the Unix epoch.',
  ],
  build_info: [
    ['version', 'revision', 'nodeversion'],
    'Version of the agent and of the Node.js that runs it.',
  ],
} as const;

export type Gauges = Readonly<Record<keyof typeof gaugeTable, Gauge>>;

function createGauges(registry: Registry): Gauges {
  const gauge = (name: keyof typeof gaugeTable): Gauge => {
    const [labelNames, help] = gaugeTable[name];
    return new Gauge({ name: `peerproof_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  };
  return {
    rule_compliant: gauge('rule_compliant'),
    rule_status: gauge('rule_status'),
    rule_reason: gauge('rule_reason'),
    rule_info: gauge('rule_info'),
    member_rule_status: gauge('member_rule_status'),
    member_info: gauge('member_info'),
    configuration_drift: gauge('configuration_drift'),
    source_up: gauge('source_up'),
    process_watch_mode: gauge('process_watch_mode'),
    last_assessment_timestamp_seconds: gauge('last_assessment_timestamp_seconds'),
    last_status_change_timestamp_seconds: gauge('last_status_change_timestamp_seconds'),
    configuration_difference: gauge('configuration_difference'),
    peer_listener_up: gauge('peer_listener_up'),
    peer_listener_tls: gauge('peer_listener_tls'),
    peer_listener_client_certificate_required: gauge('peer_listener_client_certificate_required'),
    peer_listener_exposes_keyspace: gauge('peer_listener_exposes_keyspace'),
    peer_listener_certificate_not_before_timestamp_seconds: gauge(
      'peer_listener_certificate_not_before_timestamp_seconds',
    ),
    peer_listener_certificate_not_after_timestamp_seconds: gauge(
      'peer_listener_certificate_not_after_timestamp_seconds',
    ),
    peer_listener_last_probe_timestamp_seconds: gauge('peer_listener_last_probe_timestamp_seconds'),
    build_info: gauge('build_info'),
  };
}

function createCounters(registry: Registry): {
  sourceErrors: Counter;
  assessments: Counter;
  duration: Histogram;
} {
  const errors = new Counter({
    name: 'peerproof_source_errors_total',
    help: 'Troubles met while reading a source, by reason.',
    labelNames: ['source', 'reason'],
    registers: [registry],
  });
  for (const [source, reasons] of Object.entries(sourceErrors)) {
    for (const reason of reasons) errors.inc({ source, reason }, 0);
  }
  const assessments = new Counter({
    name: 'peerproof_assessments_total',
    help: 'Assessments of the node, by what triggered them.',
    labelNames: ['trigger'],
    registers: [registry],
  });
  for (const trigger of triggers) assessments.inc({ trigger }, 0);
  const duration = new Histogram({
    name: 'peerproof_assessment_duration_seconds',
    help: 'How long an assessment takes, in seconds.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return { sourceErrors: errors, assessments, duration };
}
