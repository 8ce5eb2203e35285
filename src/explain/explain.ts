// A finished assessment → why each rule came to its verdict. A bug in an explanation costs that explanation, and changes no verdict.

import { rules } from '../evaluate/rules/rule-list.ts';
import type { Explanations, RuleExplanation } from '../model/explanation.ts';
import type { Assessment, RuleResult } from '../model/report.ts';
import { guard, ok } from '../model/result.ts';
import { memberFacts } from './member-facts.ts';
import { type Explained, explainRule } from './rule-explanation.ts';

export function explain({ report, evidence }: Assessment): Explanations {
  const facts = guard('the members', () => ok(memberFacts(evidence)));
  if (!facts.ok) return new Map();
  const explained: Explained = { members: report.members, facts: facts.value, sources: evidence.sources };
  return new Map(report.rules.flatMap((result) => entryOf(result, explained)));
}

function entryOf(result: RuleResult, explained: Explained): readonly (readonly [string, RuleExplanation])[] {
  const { id } = result.rule;
  const rule = rules.find(({ text }) => text.id === id);
  if (rule === undefined) return [];
  const explanation = guard(id, () => ok(explainRule(rule, result, explained)));
  return explanation.ok ? [[id, explanation.value]] : [];
}
