// Names, labels and help texts of the gauges.

import { Gauge, type Registry } from 'prom-client';
import { mapRecord } from '../../model/record.ts';

const listenerLabels = ['node', 'member', 'listener'] as const;

const gaugeTable = {
  rule_compliant: [['node', 'rule'], '1: nothing to do (pass or not_applicable). 0: fail or unknown.'],
  rule_status: [['node', 'rule', 'status'], 'The verdict of a rule on the node: exactly one status is 1.'],
  rule_reason: [['node', 'rule', 'reason'], '1 for each reason of the verdict. For display; alert on the status.'],
  rule_info: [['rule', 'framework', 'control', 'title'], 'The recommendations that are evaluated.'],
  member_rule_status: [
    ['node', 'rule', 'member', 'source', 'status'],
    'The finding of a rule on one etcd member from one source: exactly one status is 1.',
  ],
  member_info: [
    ['node', 'member', 'source', 'config_origin', 'peer_transport'],
    'The etcd members that a source shows.',
  ],
  configuration_drift: [['node', 'member'], '1: the manifest and the running process differ in peer settings.'],
  source_up: [['node', 'source'], '1: the source was read at the last assessment.'],
  process_watch_mode: [
    ['mode'],
    "How new processes are found: exactly one mode is 1. directory lists them when the kernel's fork counter has moved, scan at each look.",
  ],
  last_assessment_timestamp_seconds: [[], 'When the node was last assessed, in seconds since the Unix epoch.'],
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
  build_info: [['version', 'revision', 'nodeversion'], 'Version of the agent and of the Node.js that runs it.'],
} as const;

export type Gauges = Readonly<Record<keyof typeof gaugeTable, Gauge>>;

export function createGauges(registry: Registry): Gauges {
  return mapRecord(
    gaugeTable,
    ([labelNames, help], name) =>
      new Gauge({ name: `peerproof_${name}`, help, labelNames: [...labelNames], registers: [registry] }),
  );
}
