// A report → the samples of its metrics.

import type { Member, MemberSource } from '../../model/member.ts';
import { watchModes } from '../../model/observation.ts';
import type { RuleResult, Publication } from '../../model/report.ts';
import { statuses } from '../../model/verdict.ts';
import type { Listener } from '../../model/listener.ts';
import { configOrigin, settingLabel } from '../evidence.ts';
import type { Gauges } from './gauges.ts';

/** Sets every gauge anew, so that a vanished member leaves no stale series. */
export function setSamples(gauges: Gauges, { report, statusSince, watchMode }: Publication): void {
  const { build_info: _, ...perReport } = gauges;
  for (const gauge of Object.values(perReport)) gauge.reset();
  for (const result of report.rules) setRule(gauges, report.node, result, statusSince(result.rule.id));
  for (const member of report.members) {
    setMember(gauges, report.node, member);
    for (const listener of member.listeners) setListener(gauges, report.node, labelText(member.id), listener);
  }
  for (const { source, up } of report.sources) gauges.source_up.set({ node: report.node, source }, Number(up));
  for (const mode of watchModes) gauges.process_watch_mode.set({ mode }, Number(mode === watchMode));
  gauges.last_assessment_timestamp_seconds.set(report.assessedAt.getTime() / 1000);
}

function setRule(
  gauges: Gauges,
  node: string,
  { rule: text, status, causes, notes, members }: RuleResult,
  since: Date,
): void {
  const rule = text.id;
  gauges.rule_info.set({ rule, framework: text.framework, control: text.control, title: text.title }, 1);
  gauges.rule_compliant.set({ node, rule }, Number(status === 'pass' || status === 'not_applicable'));
  for (const name of statuses) gauges.rule_status.set({ node, rule, status: name }, Number(name === status));
  for (const { reason } of [...causes, ...notes]) gauges.rule_reason.set({ node, rule, reason }, 1);
  gauges.last_status_change_timestamp_seconds.set({ node, rule }, since.getTime() / 1000);
  for (const { member, sources } of members) {
    for (const { source, status: sourceStatus } of sources) {
      for (const name of statuses) {
        const labels = { node, rule, member: labelText(member), source, status: name };
        gauges.member_rule_status.set(labels, Number(name === sourceStatus));
      }
    }
  }
}

function setMember(gauges: Gauges, node: string, { id, sources, drift }: Member): void {
  const member = labelText(id);
  for (const view of sources) {
    const { source } = view;
    const labels = { node, member, source, config_origin: configOrigin(view), peer_transport: transportOf(view) };
    gauges.member_info.set(labels, 1);
  }
  if (drift === undefined) return;
  gauges.configuration_drift.set({ node, member }, Number(drift.length > 0));
  for (const { setting } of drift) {
    gauges.configuration_difference.set({ node, member, setting: settingLabel(setting) }, 1);
  }
}

function transportOf({ resolution }: MemberSource): string {
  return (resolution.resolved ? resolution.security.transport : undefined) ?? 'unknown';
}

/** Shortens a text of the node, and replaces control characters, which break some parsers of the format. */
function labelText(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD').slice(0, 200);
}

function setListener(
  gauges: Gauges,
  node: string,
  member: string,
  { url, answer, askedAt, exposesKeyspace }: Listener,
): void {
  if (askedAt === undefined) return;
  const labels = { node, member, listener: labelText(url) };
  gauges.peer_listener_last_probe_timestamp_seconds.set(labels, askedAt.getTime() / 1000);
  gauges.peer_listener_up.set(labels, Number(answer.kind !== 'no_answer'));
  if (exposesKeyspace !== undefined) gauges.peer_listener_exposes_keyspace.set(labels, Number(exposesKeyspace));
  if (answer.kind !== 'tls' && answer.kind !== 'plaintext') return;
  const demands = answer.kind === 'tls' && answer.clientCertificateRequired;
  gauges.peer_listener_tls.set(labels, Number(answer.kind === 'tls'));
  gauges.peer_listener_client_certificate_required.set(labels, Number(demands));
  const certificate = answer.kind === 'tls' ? answer.certificates[0] : undefined;
  if (certificate === undefined) return;
  const { notBefore, notAfter } = certificate;
  gauges.peer_listener_certificate_not_before_timestamp_seconds.set(labels, notBefore.getTime() / 1000);
  gauges.peer_listener_certificate_not_after_timestamp_seconds.set(labels, notAfter.getTime() / 1000);
}
