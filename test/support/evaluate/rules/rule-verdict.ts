// The verdict of a rule on a running etcd: its status, then its reasons.
import { configurationVerdict, type Rule } from '../../../../src/evaluate/rule.ts';
import { resolution, runningInvocation } from '../../resolve/verdicts.ts';

/** `unresolved` names variables that only the kubelet knows. */
export function ruleVerdict(
  rule: Rule,
  flags: readonly string[],
  unresolved: readonly string[] = [],
): readonly string[] {
  const invocation = runningInvocation({ argv: ['etcd', ...flags] });
  const environment = { ...invocation.environment, unresolved: new Set(unresolved) };
  const found = resolution({ ...invocation, environment });
  if (found === undefined) throw new Error('The flags start no etcd member');
  const { status, causes } = configurationVerdict(rule, found);
  return [status, ...causes.map(({ reason }) => reason)];
}

/** Flags of client listeners, which have to be advertised as well. */
export function clients(urls: string): readonly string[] {
  return [`--listen-client-urls=${urls}`, '--advertise-client-urls=https://192.0.2.10:2379'];
}
