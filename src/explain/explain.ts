// Facts of an assessment → how each verdict came to be. Loaded for `check --explain` alone: what it keeps is no part of the agent.

import { explainRule } from './rule.ts';
import { rules } from '../evaluate/rules/rule-list.ts';
import type { ConfigurationFacts } from '../model/explanation.ts';
import type { Member, Resolution } from '../model/member.ts';
import type { ManifestDirectory, ProcessTable } from '../model/observation.ts';
import { guard, type Result, ok } from '../model/result.ts';
import type { RuleResult } from '../model/report.ts';
import type { SourceState } from '../model/verdict.ts';
import { configurationFacts } from './configuration.ts';
import type { RunningApiServer } from '../resolve/members/api-server.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../resolve/invocation.ts';
import { membersFacts } from './members.ts';
import type { ParsedInvocation } from '../resolve/etcd/effective-settings.ts';

type Observed = { readonly directories: readonly ManifestDirectory[]; readonly table: ProcessTable };

type Assessed = {
  readonly results: readonly RuleResult[];
  readonly invocations: readonly ResolvedEtcd[];
  readonly members: readonly Member[];
  readonly sources: readonly SourceState[];
  /** The kube-apiservers of manifests, and those that run. */
  readonly declared: readonly Result<readonly string[]>[];
  readonly running: readonly RunningApiServer[];
};

export type Explainer = {
  readonly configuration: (
    parsed: ParsedInvocation,
    configFile: Result<string> | undefined,
    resolution: Resolution,
    observed: Observed,
  ) => ConfigurationFacts | undefined;
  readonly results: (assessed: Assessed) => readonly RuleResult[];
};

/** A bug in an explanation costs that explanation, and changes no verdict. */
export const explainer: Explainer = {
  configuration: (parsed, configFile, resolution, observed) => {
    const { invocation } = parsed;
    const facts = guard(invocation.location, () =>
      ok(configurationFacts(parsed, configFile, resolution, seen(invocation, observed))),
    );
    return facts.ok ? facts.value : undefined;
  },
  results: ({ results, invocations, members, sources, declared, running }) => {
    const facts = guard('the members', () => ok(membersFacts(invocations, declared, running)));
    if (!facts.ok) return results;
    return results.map((result) => {
      const rule = rules.find(({ text }) => text.id === result.rule.id);
      if (rule === undefined) return result;
      const explanation = guard(rule.text.id, () =>
        ok(explainRule(rule, result, { members, facts: facts.value, sources })),
      );
      return explanation.ok ? { ...result, explanation: explanation.value } : result;
    });
  },
};

/** The text that a search would go through, and the program that runs. */
function seen(
  { file, pid }: EtcdInvocation,
  { directories, table }: Observed,
): Pick<ConfigurationFacts, 'executable' | 'text'> {
  if (pid === undefined) {
    const files = directories.flatMap(({ files: own }) => (own.ok ? own.value : []));
    const text = files.find(({ path }) => path === file)?.text;
    return { executable: undefined, text: text?.ok === true ? text.value : undefined };
  }
  const process = table.processes.find((one) => one.pid === pid);
  const argv = process?.argv;
  return { executable: process?.exe, text: argv?.ok === true ? argv.value.join(' ') : undefined };
}
