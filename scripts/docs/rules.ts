// The table of rules, with their condition and their verdict on a single member.

import { rules } from '../../src/evaluate/rules/rule-list.ts';
import { code, table } from './markdown.ts';

export function rulesTable(): string {
  const rows = rules.map(({ isForClusters, text: { id, audit, isDefault } }) => [
    code(id),
    audit,
    isDefault ? 'yes' : 'no',
    isForClusters ? code('not_applicable') : 'judged',
  ]);
  return table(['rule', 'passes when', 'by default', 'single member'], rows);
}
