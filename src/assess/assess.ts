// An assessment as a straight line: observe → judge. `judge` reads nothing, so that `config` runs it on inputs as `check` does on a node.

import { evaluateRule } from '../evaluate/rule-result.ts';
import { rulesOf } from '../evaluate/rules/rule-list.ts';
import type { Observations } from '../model/observation.ts';
import type { Assessment, Policy, Report } from '../model/report.ts';
import type { ProbeSchedule } from '../observe/listeners/probe-schedule.ts';
import { resolveMembers } from '../resolve/members/members.ts';
import type { Node, OpenNode } from './open-node.ts';
import { observeNode } from './observe-node.ts';

/** Assesses the node with the answers that its listeners have given so far. */
export async function assess(node: Node, policy: Policy): Promise<Assessment> {
  const evidence = await observeNode(node, policy);
  return { report: judge(evidence, policy), evidence };
}

/** Assesses the node, waits for its listeners (`wait` says how long), and assesses it again with their answers. */
export async function assessAfter(
  node: OpenNode,
  policy: Policy,
  wait: (probes: ProbeSchedule) => Promise<void>,
): Promise<Assessment> {
  const first = await assess(node, policy);
  if (node.probes === undefined) return first;
  await wait(node.probes);
  return await assess(node, policy);
}

/** Evaluates the selected rules on every member. Pure. */
export function judge(observations: Observations, policy: Policy): Report {
  const { node, at, sources, notObserved } = observations;
  const members = resolveMembers(observations);
  const context = { sources, policy, at };
  return {
    node,
    assessedAt: at,
    rules: rulesOf(policy).map((rule) => evaluateRule(rule, members, context)),
    members,
    sources: [...sources, ...notObserved],
  };
}
