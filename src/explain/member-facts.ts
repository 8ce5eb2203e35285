// Facts of each member: its configurations, why they belong together, and why it counts for Kubernetes.

import type { ConfigurationFacts, MemberFacts } from '../model/explanation.ts';
import type { EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import type { Observations } from '../model/observation.ts';
import { guard, ok } from '../model/result.ts';
import { kubernetesUse } from '../resolve/members/api-server.ts';
import { settingsOf } from '../resolve/members/identity.ts';
import { etcdsOf, memberGroups } from '../resolve/members/members.ts';
import { pairingOf } from '../resolve/members/pairing.ts';
import { configurationFacts, type SearchedSource } from './configuration-facts.ts';

/** The facts of each member, in the order of the report. */
export function memberFacts(observations: Observations): readonly MemberFacts[] {
  return memberGroups(observations).map((group) => {
    const etcds = etcdsOf(group);
    return {
      kubernetes: kubernetesUse(etcds.map(settingsOf), group.servers),
      configurations: etcds.map((etcd) => factsOf(etcd, observations)),
      pairings: group.manifests.map((manifest) => pairingOf(manifest, group)),
    };
  });
}

/** Facts of one configuration; `undefined`: the agent failed on it. */
function factsOf(etcd: ResolvedEtcd, observations: Observations): ConfigurationFacts | undefined {
  const { invocation } = etcd;
  const facts = guard(invocation.location, () =>
    ok(configurationFacts(etcd, searchedSource(invocation, observations))),
  );
  return facts.ok ? facts.value : undefined;
}

/** Finds the text that a text search would read, and the program that runs. */
function searchedSource({ file, pid, argv }: EtcdInvocation, { files, processes }: Observations): SearchedSource {
  if (file !== undefined) {
    const text = files.find(({ path }) => path === file)?.text;
    return { executable: undefined, text: text?.ok === true ? text.value : undefined };
  }
  const process = processes.find((candidate) => candidate.pid === pid);
  const words = process?.argv ?? argv;
  return { executable: process?.exe, text: words.ok ? words.value.join(' ') : undefined };
}
