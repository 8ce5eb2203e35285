// Texts that try to be more than text, in every place of a report that a node can fill.

import type { Member, MemberSource } from '../../../../src/model/member.ts';
import type { Report } from '../../../../src/model/report.ts';
import { member, sampleReport } from '../sample-report.ts';

export const hostileTexts = [
  '</failure></testcase><testcase name="forged">',
  ']]><!--&amp;&#x0;<![CDATA[',
  '\'"><img src=x onerror=alert(1)>',
  'a\u0000b\u0001\u001B[2J\u007F\u0085\u009B31m\r\n\tb\u2028\u202E',
  '\uD800lone\uDFFF\uFFFE\uFFFF\u{1F511}',
  '[click](https://evil.example/) {0} ](x) \\](https://evil.example/)',
  '`` ` ``` code',
  '`',
  '`a`',
  ' both ends ',
  '',
  ' ',
  '| a | b |\n| --- | --- |',
  '\\|',
  '# heading\n\n- list\n\n> quote',
  '@everyone #1 https://evil.example www.evil.example me@evil.example',
  '<script>alert(1)</script>',
  '![image](https://evil.example/x.png)',
  '../../%2e%2e/a b?c#d:é',
  'x'.repeat(300),
];

function hostileView(view: MemberSource, text: string): MemberSource {
  if (!view.resolution.resolved) return view;
  const { settings } = view.resolution;
  const peerCertFile = { known: true, value: text, origin: 'flag' } as const;
  const resolution = { ...view.resolution, settings: { ...settings, peerCertFile } };
  return { ...view, location: `${view.source} ${text}`, file: `/manifests/${text}`, resolution };
}

function hostileMember(text: string): Member {
  const one = member(text);
  return {
    ...one,
    sources: one.sources.map((view) => hostileView(view, text)),
    drift: [{ setting: 'peerCertFile', declared: text, running: text }],
    listeners: [{ url: text, answer: { kind: 'no_answer', detail: text } }] as unknown as Member['listeners'],
  };
}

/** `text` as the node, the member, the place, a value, each detail and each step. */
export function hostileReport(text: string): Report {
  const report = sampleReport({ node: text, statuses: ['unknown', 'fail'], members: [hostileMember(text)] });
  const causes = [{ reason: 'manifest_invalid' as const, detail: text }];
  const rules = report.rules.map((rule) => ({
    ...rule,
    causes,
    notes: causes,
    remediation: [text],
    findings: rule.findings.map((finding) => ({ ...finding, causes })),
  }));
  return { ...report, rules, sources: [{ source: 'process', up: false, causes }] };
}
