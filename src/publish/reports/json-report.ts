// The JSON report, which is a stable interface.

import type { Explanations, RuleExplanation } from '../../model/explanation.ts';
import type { ListenerSecurity, Member, MemberSource } from '../../model/member.ts';
import { reasonsOf } from '../../model/reason.ts';
import type { Report, RuleResult, RuleText } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { jsonExplanation } from './explanation/json-explanation.ts';
import { settingEvidence, settingLabel } from '../evidence.ts';
import { findingSource } from './finding-evidence.ts';

/** Adds the explanation of each verdict where `explanations` holds it. */
export function jsonReport(
  { node, assessedAt, rules, members, sources }: Report,
  explanations: Explanations = new Map(),
): object {
  return {
    node,
    assessedAt: assessedAt.toISOString(),
    rules: rules.map((result) => jsonRule(result, members, explanations.get(result.rule.id))),
    members: members.map(jsonMember),
    sources: sources.map(({ source, up, causes }) => ({
      source,
      up,
      reason: up ? null : (causes[0]?.reason ?? null),
      reasons: reasonsOf(causes),
      details: causes.map(({ detail }) => detail),
    })),
  };
}

function jsonMember({ id, drift, countsForKubernetes, listeners }: Member): object {
  return {
    member: id,
    countsForKubernetes,
    drift: drift === undefined ? null : drift.length > 0,
    differences: (drift ?? []).map(({ setting, declared, running }) => ({
      setting: settingLabel(setting),
      manifest: declared,
      process: running,
    })),
    listeners: listeners.map(({ url, answer, askedAt, exposesKeyspace }) => ({
      listener: url,
      askedAt: askedAt?.toISOString() ?? null,
      exposesKeyspace: exposesKeyspace ?? null,
      answer,
    })),
  };
}

function jsonRule(result: RuleResult, members: readonly Member[], explanation: RuleExplanation | undefined): object {
  const { rule, remediation, findings, ...verdict } = result;
  return {
    rule: rule.id,
    control: rule.control,
    title: rule.title,
    status: verdict.status,
    reasons: reasonsOf(verdict.causes),
    details: verdict.causes.map(({ detail }) => detail),
    notes: verdict.notes.map(({ reason, detail }) => ({ reason, detail })),
    remediation,
    findings: findings.map((finding) => jsonFinding(rule, finding, members)),
    ...(explanation === undefined ? {} : { explanation: jsonExplanation(rule, explanation, members) }),
  };
}

function jsonFinding(rule: RuleText, finding: Finding, members: readonly Member[]): object {
  const { member, source, location, status, causes } = finding;
  const memberSource = findingSource(finding, members);
  return {
    member,
    source,
    status,
    reasons: reasonsOf(causes),
    evidence: {
      location,
      details: causes.map(({ detail }) => detail),
      ...(memberSource === undefined ? {} : evidence(rule, memberSource)),
    },
  };
}

/** Shows the settings of the rule, and their effect on its kind of listeners. */
function evidence({ settings: names }: RuleText, { resolution }: MemberSource): object {
  if (!resolution.resolved) return { settings: null };
  const { settings, security, clientSecurity } = resolution;
  const evidenceSettings = {
    settings: Object.fromEntries(names.map((name) => [settingLabel(name), settingEvidence(settings, name)])),
  };
  if (names.includes('listenPeerUrls')) return { ...evidenceSettings, ...effect('peerTransport', security) };
  return names.includes('listenClientUrls')
    ? { ...evidenceSettings, ...effect('clientTransport', clientSecurity) }
    : evidenceSettings;
}

function effect(name: string, { transport, clientCertificateRequired }: ListenerSecurity): object {
  return { [name]: transport ?? 'unknown', clientCertificateRequired: clientCertificateRequired ?? null };
}
