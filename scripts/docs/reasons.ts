// The tables of reasons, with their sentences and cures.

import { type Reason, reasonSentences } from '../../src/model/reason.ts';
import { cures } from './cures.ts';
import { code, table, wrapped } from './markdown.ts';

type Heading = { readonly title: string; readonly effect: string };

/** The headings by the first reason below each, in the order of the reasons. */
const headings: Readonly<Partial<Record<Reason, Heading>>> = {
  peer_cert_file_not_set: { title: 'Peer settings', effect: 'Rule 2.4 or 2.5 fails.' },
  cert_file_not_set: {
    title: 'Client settings and CA files',
    effect: 'Rules fail that `--rules=all` adds.',
  },
  wire_plaintext: {
    title: 'Peer listeners',
    effect: 'The first two fail a rule, `wire_no_answer` changes no verdict, the others are notes on 2.4.',
  },
  single_member: { title: 'Not applicable', effect: 'The verdict is `not_applicable`.' },
  etcd_not_found: {
    title: 'Undecided',
    effect: 'The source is `unknown`; another may decide.',
  },
  configuration_unreadable: {
    title: 'Given configurations',
    effect: 'Only `peerproof config` gives these.',
  },
  manifest_directory_missing: {
    title: 'Sources',
    effect: 'The source is down, except for `process_vanished`; another may decide.',
  },
};

export function reasonsText(): string {
  const groups: { readonly heading: Heading; readonly reasons: Reason[] }[] = [];
  for (const reason of Object.keys(reasonSentences) as readonly Reason[]) {
    const heading = headings[reason];
    if (heading !== undefined) groups.push({ heading, reasons: [] });
    groups.at(-1)?.reasons.push(reason);
  }
  return groups.map(({ heading, reasons }) => groupText(heading, reasons)).join('\n\n');
}

function groupText({ title, effect }: Heading, reasons: readonly Reason[]): string {
  const rows = reasons.map((reason) => [code(reason), reasonSentences[reason], cures[reason]]);
  return `## ${title}\n\n${wrapped(effect)}\n\n${table(['reason', 'meaning', 'what to do'], rows)}`;
}
