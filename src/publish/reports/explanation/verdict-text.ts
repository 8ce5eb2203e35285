// Sentences on the results of text searches, and on the way from findings to the verdict.

import type {
  FindingRole,
  MemberExplanation,
  RuleExplanation,
  TextCheck,
  TextCheckReason,
} from '../../../model/explanation.ts';
import type { RuleResult } from '../../../model/report.ts';
import type { Finding, Status } from '../../../model/verdict.ts';
import { statusText } from '../../status.ts';
import { causeSentence } from './configuration-text.ts';
import { nameList, trusted, sentence, type Sentence } from './quoting.ts';

/** Names the text that is searched. */
export function searchedText({ source, location }: Pick<TextCheck, 'source' | 'location'>): Sentence {
  return source === 'process' ? sentence`command line of ${location}, as ps shows it` : sentence`text of ${location}`;
}

export function textCheckSentences({ words, says, isRight, because }: TextCheck): readonly Sentence[] {
  const verdict = says.toUpperCase();
  const judgement =
    isRight === undefined
      ? 'Whether that is right cannot be said:'
      : `That is ${isRight ? 'right' : 'wrong'}${because.length === 0 ? '.' : ':'}`;
  return [
    sentence`A search for ${allOf(words)} ${foundOf(words)}: ${trusted(verdict)}. ${trusted(judgement)}`,
    ...because.map(reasonSentence),
  ];
}

function foundOf(words: TextCheck['words']): Sentence {
  const missing = words.filter(({ isFound }) => !isFound).map(({ word }) => word);
  if (missing.length === 0) return words.length === 1 ? sentence`finds it` : sentence`finds each of them`;
  return sentence`does not find ${words.length === 1 ? trusted('it') : nameList(missing)}`;
}

function allOf(words: TextCheck['words']): Sentence {
  return words.flatMap(({ word }, index) => [...trusted(index === 0 ? '' : ' and '), ...sentence`${word}`]);
}

function reasonSentence(reason: TextCheckReason): Sentence {
  switch (reason.kind) {
    case 'cause':
      return causeSentence(reason.cause);
    case 'ignored_for_config_file':
      return sentence`Beside the configuration file ${reason.path} no flag counts.`;
    case 'set_elsewhere':
      return reason.origin === 'config_file'
        ? sentence`${reason.word} is not there, and the configuration file ${reason.by} says what it would.`
        : sentence`${reason.word} is not there, and ${reason.by} in the environment says what it would.`;
    case 'spelled_otherwise':
      return sentence`${reason.word} is not there as such, and is given all the same: ${spelled(reason)}.`;
    case 'overridden':
      return sentence`${reason.word} is there, and does not count: the same flag is given again.`;
    case 'decided_elsewhere':
    default:
      return sentence`${reason.location} decides, with ${trusted(statusText(reason.status))}.`;
  }
}

function spelled({
  word,
  spelling,
  value,
}: Extract<TextCheckReason, { readonly kind: 'spelled_otherwise' }>): Sentence {
  const flag = word.split('=', 1)[0] ?? word;
  if (spelling === 'one_dash') return sentence`with one dash, as ${flag.slice(1)}`;
  // A manifest can write it in other characters, or by $(NAME).
  if (`${flag}=${value}`.includes(word)) return sentence`once it is read, it says ${`${flag}=${value}`}`;
  if (spelling === 'bare') return sentence`${flag} without a value is true`;
  return spelling === 'next_word' ? sentence`${flag} ${value}` : sentence`${`${flag}=${value}`}`;
}

const roles: Readonly<Record<FindingRole, string>> = {
  decides: '',
  outweighed: ', outweighed',
  cannot_carry: ', which can contradict a configuration and not stand for one',
};

export function memberVerdictSentences({ findings, verdict }: MemberExplanation): readonly Sentence[] {
  const each = findings.map(({ finding, role }) => findingSentence(finding, roles[role]));
  const head = sentence`So the member is ${trusted(statusText(verdict.status))}${trusted(memberReason(findings, verdict.status))}.`;
  return [...each, head, ...(verdict.counts ? [] : [sentence`It does not count for the node's verdict.`])];
}

function findingSentence({ source, location, status, causes }: Finding, role: string): Sentence {
  const reasons = [...new Set(causes.map(({ reason }) => reason))].join(', ');
  const why = reasons === '' ? '' : ` (${reasons})`;
  return sentence`By ${trusted(source)}, ${location}: ${trusted(`${statusText(status)}${why}${role}`)}.`;
}

function memberReason(findings: MemberExplanation['findings'], status: Status): string {
  const others = findings.filter(({ role }) => role === 'outweighed').map(({ finding }) => finding.status);
  if (others.length === 0) return '';
  if (others.every((other) => other === 'unknown')) return ': what is decided outweighs an unknown';
  return `: the worst that is decided counts, and ${statusText(status)} is worse than ${statusText(worstOther(others))}`;
}

function worstOther(others: readonly Status[]): Status {
  return others.find((other) => other !== 'unknown') ?? 'unknown';
}

export function nodeVerdictSentences(
  { status, members, causes }: RuleResult,
  { unreadSources }: RuleExplanation,
): readonly Sentence[] {
  const counting = members.filter(({ counts }) => counts);
  const each = counting.map(
    ({ member, status: memberStatus }) => sentence`${member}: ${trusted(statusText(memberStatus))}.`,
  );
  const reason = counting.length > 1 ? ', by the order fail, unknown, pass, not applicable' : '';
  const head =
    counting.length === 0
      ? [sentence`No member counts, so the node is ${trusted(statusText(status))}:`, ...causes.map(causeSentence)]
      : [...each, sentence`So the node is ${trusted(statusText(status))}${trusted(reason)}.`];
  const unread = unreadSources.flatMap(({ source, causes: why }) => [
    sentence`The source ${trusted(source)} was not read, ${trusted(consequence(status))}`,
    ...why.map(causeSentence),
  ]);
  return [...head, ...unread];
}

function consequence(status: Status): string {
  return status === 'unknown'
    ? 'which belongs to the reasons of the unknown:'
    : 'which changes no verdict that another source decides:';
}
