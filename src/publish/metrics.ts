// Every metric of the agent: its name, help and labels, and how a report becomes its samples.

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Member, MemberView } from '../model/member.ts';
import { sourceErrors } from '../model/reason.ts';
import { type Report, type RuleResult, statuses } from '../model/report.ts';
import { configOrigin } from './evidence.ts';
import { registerRuntimeMetrics } from './runtime-metrics.ts';

export const triggers = ['start', 'manifest', 'process', 'resync', 'scrape'] as const;
export type Trigger = (typeof triggers)[number];

export type Build = { readonly version: string; readonly revision: string; readonly nodeVersion: string };

/** A report with what only its history tells. */
export type Publication = { readonly report: Report; readonly statusSince: (rule: string) => Date };

export type Metrics = {
  readonly publish: (publication: Publication) => void;
  /** Counts one assessment and how long it took, in seconds. */
  readonly countAssessment: (trigger: Trigger, seconds: number) => void;
  readonly contentType: string;
  readonly exposition: () => Promise<string>;
};

export function createMetrics(build: Build, startedAt: Date): Metrics {
  const registry = new Registry();
  const gauges = createGauges(registry);
  const counters = createCounters(registry);
  gauges.build_info.set(
    { version: build.version, revision: build.revision, nodeversion: build.nodeVersion },
    1,
  );
  registerRuntimeMetrics(registry, startedAt);
  return {
    publish: (publication) => {
      setGauges(gauges, publication);
      for (const { source, causes } of publication.report.sources) {
        for (const { reason } of causes) counters.sourceErrors.inc({ source, reason });
      }
    },
    countAssessment: (trigger, seconds) => {
      counters.assessments.inc({ trigger });
      counters.duration.observe(seconds);
    },
    contentType: registry.contentType,
    exposition: () => registry.metrics(),
  };
}

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
  last_assessment_timestamp_seconds: [
    [],
    'When the node was last assessed, in seconds since the Unix epoch.',
  ],
  last_status_change_timestamp_seconds: [
    ['node', 'rule'],
    'Since when the verdict of a rule stands, in seconds since the Unix epoch.',
  ],
  build_info: [
    ['version', 'revision', 'nodeversion'],
    'Version of the agent and of the Node.js that runs it.',
  ],
} as const;

type Gauges = Readonly<Record<keyof typeof gaugeTable, Gauge>>;

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
    last_assessment_timestamp_seconds: gauge('last_assessment_timestamp_seconds'),
    last_status_change_timestamp_seconds: gauge('last_status_change_timestamp_seconds'),
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

/** Starts from nothing each time, so that what vanished from the node vanishes from the exposition. */
function setGauges(gauges: Gauges, { report, statusSince }: Publication): void {
  const { build_info: _, ...perReport } = gauges;
  for (const gauge of Object.values(perReport)) gauge.reset();
  for (const result of report.rules) setRule(gauges, report.node, result, statusSince(result.rule.id));
  for (const member of report.members) setMember(gauges, report.node, member);
  for (const { source, up } of report.sources)
    gauges.source_up.set({ node: report.node, source }, Number(up));
  gauges.last_assessment_timestamp_seconds.set(report.assessedAt.getTime() / 1000);
}

function setRule(
  gauges: Gauges,
  node: string,
  { rule: text, status, causes, members }: RuleResult,
  since: Date,
): void {
  const rule = text.id;
  gauges.rule_info.set({ rule, framework: text.framework, control: text.control, title: text.title }, 1);
  gauges.rule_compliant.set({ node, rule }, Number(status === 'pass' || status === 'not_applicable'));
  for (const one of statuses) gauges.rule_status.set({ node, rule, status: one }, Number(one === status));
  for (const { reason } of causes) gauges.rule_reason.set({ node, rule, reason }, 1);
  gauges.last_status_change_timestamp_seconds.set({ node, rule }, since.getTime() / 1000);
  for (const { member, sources } of members) {
    for (const found of sources) {
      for (const one of statuses) {
        const labels = { node, rule, member: labelText(member), source: found.source, status: one };
        gauges.member_rule_status.set(labels, Number(one === found.status));
      }
    }
  }
}

function setMember(gauges: Gauges, node: string, { id, views, drift }: Member): void {
  const member = labelText(id);
  for (const view of views) {
    const labels = {
      node,
      member,
      source: view.source,
      config_origin: configOrigin(view),
      peer_transport: transportOf(view),
    };
    gauges.member_info.set(labels, 1);
  }
  if (drift !== undefined) gauges.configuration_drift.set({ node, member }, Number(drift));
}

function transportOf({ resolution }: MemberView): string {
  return (resolution.resolved ? resolution.security.transport : undefined) ?? 'unknown';
}

/** A member's name comes from the node: control characters would break other readers of the format. */
function labelText(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD').slice(0, 200);
}
