// `peerproof rules`: what is looked for, without looking at any node.

import { rules } from '../evaluate/rules/all.ts';
import { OptionError } from '../options/values.ts';
import type { Options } from '../options/options.ts';
import { rulesJson, rulesMarkdown, rulesTable } from '../publish/reports/rule-descriptions.ts';

export function listRules(options: Pick<Options, 'output' | 'rules'>): string {
  const texts = rules.map(({ text }) => text).filter(({ id }) => options.rules.includes(id));
  switch (options.output) {
    case 'table':
      return rulesTable(texts);
    case 'json':
      return rulesJson(texts);
    case 'markdown':
      return rulesMarkdown(texts);
    case 'junit':
    case 'sarif':
    default:
      throw new OptionError('--output', 'table or json or markdown with the command rules', options.output);
  }
}
