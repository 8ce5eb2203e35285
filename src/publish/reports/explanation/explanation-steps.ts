// The explanation of a rule as numbered steps, for formats that people read.

import type {
  ConfigurationFacts,
  KubernetesUse,
  MemberExplanation,
  MemberFacts,
  Pairing,
  RuleExplanation,
} from '../../../model/explanation.ts';
import type { Member, MemberSource, Source } from '../../../model/member.ts';
import type { RuleResult, RuleText } from '../../../model/report.ts';
import { configurationSentences } from './configuration-text.ts';
import { listenerSentences, wireSentences } from './listener-text.ts';
import { memberVerdictSentences, nodeVerdictSentences, searchedText, textCheckSentences } from './verdict-text.ts';
import { findingSettings } from '../finding-evidence.ts';
import { nameList, trusted, sentence, type Sentence } from './quoting.ts';

/** Sentences on a source, or on the whole member where `at` is undefined. */
type Block = { readonly at: Sentence | undefined; readonly sentences: readonly Sentence[] };

type Step = { readonly title: string; readonly blocks: readonly Block[] };

/** The steps for a member, or for the whole node. */
export type Chapter = { readonly title: Sentence; readonly steps: readonly Step[] };

export function chapters(
  result: RuleResult,
  members: readonly Member[],
  explanation: RuleExplanation,
): readonly Chapter[] {
  const memberChapters = explanation.members.flatMap((explained): readonly Chapter[] => {
    const member = members.find(({ id }) => id === explained.member);
    if (member === undefined) return [];
    const steps = memberSteps(explained, member, members, { rule: result.rule, explanation });
    return [{ title: sentence`Member ${member.id}`, steps }];
  });
  const verdict = { title: 'How the verdict follows', blocks: [block(nodeVerdictSentences(result, explanation))] };
  return [...memberChapters, { title: sentence`The node, over its members`, steps: [verdict] }];
}

type RuleContext = { readonly rule: RuleText; readonly explanation: RuleExplanation };

function memberSteps(
  explained: MemberExplanation,
  member: Member,
  members: readonly Member[],
  { rule, explanation: { sides } }: RuleContext,
): readonly Step[] {
  const { sources } = member;
  const { facts, wire, textChecks, findings } = explained;
  const { configurations } = facts;
  return [
    { title: 'Where it was found', blocks: [block(evidenceSentences(member, facts))] },
    {
      title: 'Which configuration counts',
      blocks: mergedBlocks(sources, sourceLocation, (source, index) => sourceSentences(source, configurations[index])),
    },
    {
      title: 'The settings in effect',
      blocks: mergedBlocks(sources, sourceLocation, (source) => settingSentences(rule, source, findings, members)),
    },
    {
      title: 'What etcd does with them',
      blocks: mergedBlocks(sources, sourceLocation, (_source, index) =>
        listenerSentences(configurations[index]?.listeners, sides),
      ),
    },
    { title: 'What the listeners answered', blocks: [block(wireSentences(member, wire, sides))] },
    {
      title: 'What a search for texts would have said',
      blocks:
        textChecks.length === 0
          ? [block([sentence`There is no text to search.`])]
          : mergedBlocks(textChecks, searchedText, textCheckSentences),
    },
    { title: 'How the verdict follows', blocks: [block(memberVerdictSentences(explained))] },
  ];
}

function block(sentences: readonly Sentence[]): Block {
  return { at: undefined, sentences };
}

function sourceSentences(source: MemberSource, facts: ConfigurationFacts | undefined): readonly Sentence[] {
  if (facts !== undefined) return configurationSentences(source, facts);
  return [sentence`The agent failed to explain this. It is a bug; the verdict does not depend on it.`];
}

function sourceLocation({ location }: MemberSource): Sentence {
  return sentence`${location}`;
}

/** Makes a block of each item, and merges blocks with the same sentences. */
function mergedBlocks<T>(
  items: readonly T[],
  locationOf: (item: T) => Sentence,
  sentencesOf: (item: T, index: number) => readonly Sentence[],
): readonly Block[] {
  const blocks = items.map((item, index) => ({ at: locationOf(item), sentences: sentencesOf(item, index) }));
  const same = Map.groupBy(blocks, ({ sentences }) => JSON.stringify(sentences));
  return [...same.values()].map((group) => ({
    at: group.flatMap(({ at }, index) => (index === 0 ? at : [...trusted('; '), ...at])),
    sentences: group[0]?.sentences ?? [],
  }));
}

function settingSentences(
  rule: RuleText,
  source: MemberSource,
  findings: MemberExplanation['findings'],
  members: readonly Member[],
): readonly Sentence[] {
  const ofSource = findings.find(({ finding }) => finding.location === source.location);
  const rows = ofSource && findingSettings(rule, ofSource.finding, members);
  if (rows === undefined) return [sentence`They are not known.`];
  return rows.map(({ name, value, origin }) => sentence`${trusted(name)}: ${value} (${trusted(origin)})`);
}

function evidenceSentences({ sources }: Member, facts: MemberFacts): readonly Sentence[] {
  const kinds = new Set(sources.map(({ source }) => source));
  return [
    ...sources.map((source, index) => originSentence(source, facts.configurations[index]?.executable)),
    ...pairingSentences(facts.pairings, kinds),
    ...absences(kinds).map((text) => sentence`${trusted(text)}`),
    kubernetesSentence(facts.kubernetes),
  ];
}

/** Names the evidence that a node could have shown and did not. */
function absences(kinds: ReadonlySet<Source>): readonly string[] {
  if (kinds.has('configuration')) return [];
  return [
    ...(kinds.has('process') ? [] : ['No process that could be seen is this member.']),
    ...(kinds.has('manifest') ? [] : ['No manifest that could be read declares this member.']),
  ];
}

function originSentence({ source, location }: MemberSource, executable: string | undefined): Sentence {
  if (source === 'manifest') return sentence`Declared by ${location}.`;
  if (source === 'configuration') return sentence`Given as ${location}.`;
  return executable === undefined
    ? sentence`Running as ${location}; its executable could not be read.`
    : sentence`Running as ${location}, executable ${executable}.`;
}

const pairingReasons: Readonly<Record<Pairing, string>> = {
  name_and_directory: 'they have the same --name and the same data directory',
  directory: 'they have the same data directory, and no names that differ',
  script: "the manifest's script names the process's data directory",
  nothing_else_left: 'no other manifest and no other process is left, and nothing that can be read tells them apart',
};

function pairingSentences(pairings: MemberFacts['pairings'], kinds: ReadonlySet<Source>): readonly Sentence[] {
  const reasons = [...new Set(pairings.filter((pairing) => pairing !== undefined))];
  const subject = kinds.has('process') ? 'The manifest and the process are one member' : 'The manifests are one member';
  return reasons.map((reason) => sentence`${trusted(subject)}: ${trusted(pairingReasons[reason])}.`);
}

function kubernetesSentence(use: KubernetesUse): Sentence {
  switch (use.because) {
    case 'same_address':
      return sentence`It counts for Kubernetes: the kube-apiserver's etcd servers name ${use.server}, a client address of this member.`;
    case 'same_port':
      return sentence`It counts for Kubernetes: the kube-apiserver's etcd servers name ${use.server}, which may be this member.`;
    case 'others':
      return sentence`It does not count for Kubernetes: the kube-apiserver's etcd servers are others (${nameList(use.servers)}).`;
    case 'no_api_server':
      return sentence`It counts for Kubernetes: no kube-apiserver was found that could say otherwise.`;
    case 'only_in_container':
      return sentence`It counts for Kubernetes: a kube-apiserver that no manifest declares runs in a container, which proves nothing.`;
    case 'servers_unread':
      return sentence`It counts for Kubernetes: a kube-apiserver was found, and its --etcd-servers could not be read.`;
    case 'client_urls_unknown':
    default:
      return sentence`It counts for Kubernetes: its own client URLs are not known, so nothing says otherwise.`;
  }
}
