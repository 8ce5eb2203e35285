// The texts of the recommendations, for `peerproof rules` and for explained reports.

import type { RuleText } from '../../model/report.ts';
import { settingLabel } from '../evidence.ts';
import { prose } from './markdown-text.ts';
import { plainStyle } from './table-style.ts';
import { wrapItem } from './wrapped-text.ts';

type Section = readonly [heading: string, texts: readonly string[]];

/** Lists the texts of a recommendation under their headings, for every format. */
function sections(rule: RuleText): readonly Section[] {
  const all: readonly Section[] = [
    ['Description', [rule.description]],
    ['Rationale', [rule.rationale]],
    ['Audit', [rule.audit]],
    ['Remediation', [rule.remediation]],
    ['Impact', [rule.impact]],
    ['Default value', [rule.defaultValue]],
    ['References', rule.references],
    ['CIS controls', rule.cisControls.map(({ version, id, title }) => `${version} ${id} ${title}`)],
    ['Settings', [rule.settings.map(settingLabel).join(', ')]],
    ['Verdict', [rule.isDefault ? 'default' : 'with --rules=all']],
  ];
  return all.filter(([, texts]) => texts.length > 0);
}

export function rulesTable(rules: readonly RuleText[]): string {
  const blocks = rules.map((rule) =>
    [`${rule.control} ${rule.title}`, `  Id: ${rule.id}`, ...descriptionLines(rule, plainStyle.width), ''].join('\n'),
  );
  return blocks.join('\n');
}

/** Formats a recommendation for a terminal. */
export function descriptionLines(rule: RuleText, width: number): readonly string[] {
  return sections(rule).flatMap(([heading, texts]) =>
    texts.flatMap((text) => wrapItem(`${heading}: ${text}`, '', 2, width)),
  );
}

/** Formats recommendations as JSON, which is a stable interface. */
export function rulesJson(rules: readonly RuleText[]): string {
  const texts = rules.map(({ id, settings, ...rest }) => ({ rule: id, ...rest, settings: settings.map(settingLabel) }));
  return `${JSON.stringify({ rules: texts }, null, 2)}\n`;
}

export function rulesMarkdown(rules: readonly RuleText[]): string {
  const blocks = rules.flatMap((rule) => [
    `## ${rule.control} ${prose(rule.title)}`,
    `Id: \`${rule.id}\``,
    ...descriptionBlocks(rule),
  ]);
  return `${['# Rules', ...blocks].join('\n\n')}\n`;
}

/** Formats a recommendation as Markdown. */
export function descriptionBlocks(rule: RuleText): readonly string[] {
  return sections(rule).flatMap(([heading, texts]) => [`### ${heading}`, markdownTexts(texts)]);
}

function markdownTexts(texts: readonly string[]): string {
  return texts.length === 1 ? texts.map(prose).join('') : texts.map((text) => `- ${prose(text)}`).join('\n');
}
