// A hostile report with an explanation, and the text in every place of it that a node can fill.

import type {
  Explanations,
  SettingEffect,
  GivenSetting,
  MemberExplanation,
  TextCheckReason,
} from '../../../../src/model/explanation.ts';
import type { Report } from '../../../../src/model/report.ts';
import { hostileReport } from './hostile-report.ts';

const fates: readonly SettingEffect[] = [
  'in_force',
  'undecided',
  'overridden',
  'changes_nothing',
  'empty',
  'no_op',
  'ignored_for_config_file',
  'no_setting',
];

function given(text: string): readonly GivenSetting[] {
  const each = fates.flatMap(
    (effect) =>
      [
        { by: 'flag', name: `a${text}`, effect },
        { by: 'flag', name: 'peer-cert-file', effect },
        { by: 'environment', name: `ETCD_${text}`, effect },
      ] as const,
  );
  // None is empty, which is told in other words.
  return each.map((one) => ({ ...one, flag: one.name, spelling: 'one_dash', value: `v${text}` }));
}

function memberExplanation(report: Report, text: string): MemberExplanation {
  const [result] = report.rules;
  const verdict = result?.members[0];
  if (result === undefined || verdict === undefined) throw new Error('The report has no member');
  const cause = { reason: 'manifest_invalid', detail: text } as const;
  const ignoredKeys = (['misplaced', 'unknown', 'null', 'other_spelling'] as const).map((why) => ({
    key: text,
    why,
    belongs: text,
  }));
  const rest = { executable: text, given: given(text), ignoredKeys, gap: cause, text };
  const url = { scheme: 'http', text } as const;
  const peers = { demand: 'by_both', autoTls: 'in_effect', hasCertificate: true } as const;
  const because: readonly TextCheckReason[] = [
    { kind: 'cause', cause },
    { kind: 'ignored_for_config_file', words: [], path: text },
    { kind: 'set_elsewhere', word: '--a', origin: 'environment', by: text },
    { kind: 'set_elsewhere', word: '--a', origin: 'config_file', by: text },
    { kind: 'spelled_otherwise', word: '--a', spelling: 'next_word', value: text },
    { kind: 'decided_elsewhere', location: text, status: 'fail' },
  ];
  const check = {
    words: [{ word: '--a', isWanted: true, isFound: false }],
    says: 'fail',
    isRight: false,
    because,
  } as const;
  return {
    member: text,
    facts: {
      kubernetes: { counts: false, because: 'others', servers: [text] },
      configurations: [
        {
          ...rest,
          inForce: { kind: 'config_file', path: text, named: 'flag' },
          listeners: {
            peer: { ...peers, listeners: [{ url, isTls: true }] },
            client: { ...peers, listeners: undefined },
          },
        },
        {
          ...rest,
          inForce: { kind: 'maybe_config_file', cause },
          listeners: {
            peer: { ...peers, listeners: [{ url, isTls: false }] },
            client: { ...peers, listeners: undefined },
          },
        },
      ],
      pairings: ['script'],
    },
    wire: [{ url: text, agreement: 'contradicts' }],
    textChecks: [
      { ...check, source: 'manifest', location: `manifest ${text}` },
      { ...check, source: 'process', location: `process ${text}` },
    ],
    findings: result.findings.map((finding) => ({ finding, role: 'decides' })),
    verdict,
  };
}

export function hostileExplanation(text: string): readonly [Report, Explanations] {
  const report = hostileReport(text);
  const sides = ['peer'] as const;
  const explanation = { sides, members: [memberExplanation(report, text)], unreadSources: report.sources };
  return [report, new Map(report.rules.map(({ rule }) => [rule.id, explanation]))];
}
