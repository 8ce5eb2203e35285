// `peerproof rules`: the texts of the rules. It reads no node.

import { rules } from '../evaluate/rules/rule-list.ts';
import { OptionError } from '../options/values.ts';
import type { RulesOptions } from '../options/options.ts';
import { rulesJson, rulesMarkdown, rulesTable } from '../publish/reports/rule-descriptions.ts';

/** Returns the texts of the rules. Throws an OptionError for a format of findings. */
export function listRules(options: RulesOptions): string {
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
