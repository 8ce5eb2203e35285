// Result of a text search, as other checkers make it, and why it is right or wrong.

import type { ConfigurationFacts, SearchedWord, TextCheck, TextCheckReason } from '../model/explanation.ts';
import type { Finding, MemberVerdict } from '../model/verdict.ts';
import { mayDecide } from '../evaluate/verdicts.ts';
import type { RuleText } from '../model/report.ts';

/** Words that a text search wants to find, or not to find. */
type TextSearch = { readonly found?: readonly string[]; readonly notFound?: readonly string[] };

/** Text search for each rule, by its control number. */
const searches: Readonly<Record<string, TextSearch>> = {
  '2.1': { found: ['--cert-file', '--key-file'] },
  '2.2': { found: ['--client-cert-auth=true'] },
  '2.3': { notFound: ['--auto-tls=true'] },
  '2.4': { found: ['--peer-cert-file', '--peer-key-file'] },
  '2.5': { found: ['--peer-client-cert-auth=true'] },
  '2.6': { notFound: ['--peer-auto-tls=true'] },
  '2.7': { found: ['--trusted-ca-file'] },
};

/** Evidence of a member; `finding` belongs to the source that is searched. */
type Evidence = {
  readonly rule: RuleText;
  readonly facts: ConfigurationFacts;
  readonly finding: Finding;
  readonly findings: readonly Finding[];
  readonly verdict: MemberVerdict;
};

/** Searches the text of a source; `undefined`: there is none. */
export function textCheck(evidence: Evidence): TextCheck | undefined {
  const { rule, facts, finding, verdict } = evidence;
  const { text } = facts;
  if (text === undefined) return undefined;
  const words = searchedWords(searches[rule.control] ?? {}, text);
  const says = words.every(({ isFound, isWanted }) => isFound === isWanted) ? 'pass' : 'fail';
  return {
    location: finding.location,
    source: finding.source,
    words,
    says,
    // A rule that does not apply to a single member would have failed: neither result is right.
    isRight: verdict.status === 'unknown' ? undefined : verdict.status === says,
    because: reasons(evidence, says, words),
  };
}

function searchedWords({ found = [], notFound = [] }: TextSearch, text: string): readonly SearchedWord[] {
  const wanted = found.map((word) => ({ word, isWanted: true }));
  const unwanted = notFound.map((word) => ({ word, isWanted: false }));
  return [...wanted, ...unwanted].map((word) => ({ ...word, isFound: text.includes(word.word) }));
}

function reasons(
  { facts, finding, findings, verdict }: Evidence,
  says: TextCheck['says'],
  words: TextCheck['words'],
): readonly TextCheckReason[] {
  if (verdict.status === 'unknown') return verdict.causes.map((cause) => ({ kind: 'cause', cause }));
  if (finding.status !== verdict.status) return decidedElsewhere(findings, verdict);
  if (verdict.status === 'pass') return says === 'pass' ? [] : words.flatMap((word) => mistakeReasons(word, facts));
  const causes = finding.causes.map((cause) => ({ kind: 'cause', cause }) as const);
  return says === 'pass' ? [...ignoredWords(words, facts), ...causes] : causes;
}

function decidedElsewhere(findings: readonly Finding[], { status }: MemberVerdict): readonly TextCheckReason[] {
  return findings
    .filter((finding) => finding.status === status && mayDecide(finding))
    .map(({ location }) => ({ kind: 'decided_elsewhere', location, status }));
}

function ignoredWords(words: TextCheck['words'], { inForce }: ConfigurationFacts): readonly TextCheckReason[] {
  const found = words.filter(({ isFound }) => isFound).map(({ word }) => word);
  if (inForce.kind !== 'config_file' || found.length === 0) return [];
  return [{ kind: 'ignored_for_config_file', words: found, path: inForce.path }];
}

/** Explains why the rule holds although a wanted word is missing, or an unwanted word is there. */
function mistakeReasons(searchedWord: SearchedWord, facts: ConfigurationFacts): readonly TextCheckReason[] {
  const { word, isWanted, isFound } = searchedWord;
  if (isFound === isWanted) return [];
  if (isWanted) return missingWordReasons(word, facts);
  const ignored = ignoredWords([searchedWord], facts);
  return ignored.length > 0 ? ignored : [{ kind: 'overridden', word }];
}

function missingWordReasons(word: string, { inForce, given }: ConfigurationFacts): readonly TextCheckReason[] {
  if (inForce.kind === 'config_file') return [{ kind: 'set_elsewhere', word, origin: 'config_file', by: inForce.path }];
  const name = /^--([^=]*)/.exec(word)?.[1];
  const setting = given.find(({ flag, effect }) => flag === name && effect === 'in_force');
  if (setting === undefined) return [];
  return setting.by === 'environment'
    ? [{ kind: 'set_elsewhere', word, origin: 'environment', by: setting.name }]
    : [{ kind: 'spelled_otherwise', word, spelling: setting.spelling, value: setting.value ?? '' }];
}
