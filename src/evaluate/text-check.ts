// What a search for texts would have said of a source, and why it is right or wrong.

import type { ConfigurationFacts, TextCheck, TextCheckReason } from '../model/explanation.ts';
import type { Finding, MemberVerdict } from '../model/report.ts';
import { mayDecide } from './evaluate.ts';

/** One member's evidence; the finding is that of the source that is searched. */
type Evidence = {
  readonly words: readonly string[];
  readonly facts: ConfigurationFacts;
  readonly finding: Finding;
  readonly all: readonly Finding[];
  readonly verdict: MemberVerdict;
};

/** `undefined`: there is no text to search. */
export function textCheck(evidence: Evidence): TextCheck | undefined {
  const { words, facts, finding, verdict } = evidence;
  const { text } = facts;
  if (text === undefined) return undefined;
  const found = words.map((word) => ({ word, isFound: text.includes(word) }));
  const says = found.every(({ isFound }) => isFound) ? 'pass' : 'fail';
  return {
    location: finding.location,
    source: finding.source,
    words: found,
    says,
    // What does not apply to a single member would have failed: neither word is right.
    isRight: verdict.status === 'unknown' ? undefined : verdict.status === says,
    because: reasons(evidence, says, found),
  };
}

function reasons(
  { facts, finding, all, verdict }: Evidence,
  says: TextCheck['says'],
  found: TextCheck['words'],
): readonly TextCheckReason[] {
  if (verdict.status === 'unknown') return verdict.causes.map((cause) => ({ kind: 'cause', cause }));
  if (finding.status !== verdict.status) return decidedElsewhere(all, verdict);
  if (verdict.status === 'pass') return says === 'pass' ? [] : found.flatMap((one) => missed(one, facts));
  const causes = finding.causes.map((cause) => ({ kind: 'cause', cause }) as const);
  return says === 'pass' ? [...ignoredWords(found, facts), ...causes] : causes;
}

function decidedElsewhere(all: readonly Finding[], { status }: MemberVerdict): readonly TextCheckReason[] {
  return all
    .filter((one) => one.status === status && mayDecide(one))
    .map(({ location }) => ({ kind: 'decided_elsewhere', location, status }));
}

function ignoredWords(
  found: TextCheck['words'],
  { inForce }: ConfigurationFacts,
): readonly TextCheckReason[] {
  if (inForce.kind !== 'config_file') return [];
  const words = found.map(({ word }) => word);
  return [{ kind: 'ignored_for_config_file', words, path: inForce.path }];
}

/** Why the rule holds although the word is not there. */
function missed(
  { word, isFound }: TextCheck['words'][number],
  { inForce, given }: ConfigurationFacts,
): readonly TextCheckReason[] {
  if (isFound) return [];
  if (inForce.kind === 'config_file')
    return [{ kind: 'set_elsewhere', word, origin: 'config_file', by: inForce.path }];
  const name = /^--([^=]*)/.exec(word)?.[1];
  const own = given.find(({ flag, fate }) => flag === name && fate === 'in_force');
  if (own === undefined) return [];
  return own.by === 'environment'
    ? [{ kind: 'set_elsewhere', word, origin: 'environment', by: own.name }]
    : [{ kind: 'spelled_otherwise', word, spelling: own.spelling, value: own.value ?? '' }];
}
