// How a verdict came to be, as JSON. Its fields may change with any version.

import type {
  ConfigurationFacts,
  ConfigurationInForce,
  GivenSetting,
  KubernetesUse,
  ListenerFacts,
  MemberExplanation,
  RuleExplanation,
  TextCheckReason,
} from '../../../model/explanation.ts';
import type { Member } from '../../../model/member.ts';
import type { RuleText } from '../../../model/report.ts';
import { isEvidence } from '../../evidence.ts';

export function jsonExplanation(
  rule: RuleText,
  explanation: RuleExplanation,
  members: readonly Member[],
): object {
  const { description, rationale, audit, remediation, impact, defaultValue, references, cisControls } = rule;
  return {
    text: { description, rationale, audit, remediation, impact, defaultValue, references, cisControls },
    members: explanation.members.map((one) =>
      jsonMember(
        one,
        members.find(({ id }) => id === one.member),
      ),
    ),
    unreadSources: explanation.blind.map(({ source }) => source),
  };
}

function jsonMember(
  { member, facts, wire, textChecks, findings, verdict }: MemberExplanation,
  seen: Member | undefined,
): object {
  return {
    member,
    kubernetes: jsonKubernetes(facts.kubernetes),
    configurations: (seen?.sources ?? []).map(({ source, location }, index) => {
      const own = facts.configurations[index];
      const pairedBy = facts.pairings[index] ?? null;
      return { source, location, pairedBy, ...(own === undefined ? {} : jsonConfiguration(own)) };
    }),
    listeners: wire.map(({ url, agreement }) => ({ listener: url, agreement })),
    textChecks: textChecks.map(({ source, location, words, says, isRight, because }) => ({
      source,
      location,
      words: words.map(({ word, isWanted, isFound }) => ({ word, wanted: isWanted, found: isFound })),
      says,
      right: isRight ?? null,
      because: because.map(jsonReason),
    })),
    findings: findings.map(({ finding: { source, location, status }, role }) => ({
      source,
      location,
      status,
      role,
    })),
    counts: verdict.counts,
    status: verdict.status,
  };
}

function jsonKubernetes(use: KubernetesUse): object {
  const { counts, because } = use;
  const servers = 'server' in use ? [use.server] : 'servers' in use ? use.servers : [];
  return { counts, because, servers };
}

function jsonConfiguration({
  executable,
  inForce,
  given,
  ignoredKeys,
  gap,
  listeners,
}: ConfigurationFacts): object {
  return {
    executable: executable ?? null,
    inForce: jsonInForce(inForce),
    given: given.map(jsonGiven),
    ignoredKeys: ignoredKeys.map(({ key, why, belongs }) => ({ key, why, belongs: belongs ?? null })),
    gap: gap ?? null,
    peers: listeners === undefined ? null : jsonListeners(listeners.peer),
    clients: listeners === undefined ? null : jsonListeners(listeners.client),
  };
}

function jsonInForce(inForce: ConfigurationInForce): object {
  const { kind } = inForce;
  if ('path' in inForce) return { kind, path: inForce.path, named: inForce.named, cause: null };
  return { kind, path: null, named: null, cause: 'cause' in inForce ? inForce.cause : null };
}

/** Values of evidence alone. */
function jsonGiven({ by, name, flag, effect, spelling, value }: GivenSetting): object {
  return { by, name, effect, spelling, value: isEvidence(flag) ? (value ?? null) : null };
}

function jsonListeners({ listeners, demand, autoTls }: ListenerFacts): object {
  return {
    listeners:
      listeners?.map(({ url, isTls }) => ({
        listener: url.text,
        transport: isTls ? 'tls' : 'plaintext',
      })) ?? null,
    clientCertificate: demand,
    autoTls,
  };
}

function jsonReason(reason: TextCheckReason): object {
  return reason.kind === 'cause' ? { kind: reason.kind, ...reason.cause } : reason;
}
