import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { repository } from '../peerproof-process.ts';

export type AlertRule = {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};
type RecordingRule = { readonly record: string; readonly expr: string };
type RuleFile = { readonly groups: readonly { readonly rules: readonly (AlertRule | RecordingRule)[] }[] };

export const components = join(repository, 'manifests/components');
export const ruleFile = join(components, 'prometheus-scrape-config/peerproof.rules.yaml');

export const ruleText = readFileSync(ruleFile, 'utf8');
const rules = (parse(ruleText) as RuleFile).groups.flatMap((group) => group.rules);
export const alerts = rules.filter((rule): rule is AlertRule => 'alert' in rule);
export const recordings = rules.filter((rule): rule is RecordingRule => 'record' in rule);
