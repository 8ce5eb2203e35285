// Observations → members: every etcd of the node or of the inputs, with what each source shows of it.

import type { ResolvedEtcd } from '../../model/invocation.ts';
import type { Member, MemberSource } from '../../model/member.ts';
import type { EtcdScope, Observations } from '../../model/observation.ts';
import { type KnownServers, kubernetesUse, knownServers } from './api-server.ts';
import { configurationDrift } from './drift.ts';
import { settingsOf } from './identity.ts';
import { memberIds } from './ids.ts';
import { type EtcdGroup, groupEtcds } from './pairing.ts';

/** A group, and the servers that Kubernetes uses where it was found. */
export type MemberGroup = EtcdGroup & { readonly servers: KnownServers };

/** Groups the etcds into members, in the order of the report. */
export function memberGroups({ grouping, scopes }: Observations): readonly MemberGroup[] {
  return scopes.flatMap(({ etcds, apiServers }: EtcdScope) => {
    const groups =
      grouping === 'node' ? groupEtcds(etcds) : etcds.map((etcd) => ({ process: undefined, manifests: [etcd] }));
    const servers = knownServers(apiServers);
    return groups.map((group) => ({ ...group, servers }));
  });
}

export function resolveMembers(observations: Observations): readonly Member[] {
  const groups = memberGroups(observations);
  const names = memberIds(groups);
  return groups.map((group, index) => memberOf(group, names[index] ?? '', observations));
}

function memberOf(group: MemberGroup, id: string, { listeners }: Observations): Member {
  const { process, manifests, servers } = group;
  const etcds = etcdsOf(group);
  return {
    id,
    sources: etcds.map(memberSource),
    drift: process === undefined ? undefined : configurationDrift(manifests, process),
    listeners: process === undefined ? [] : (listeners.get(process.invocation) ?? []),
    countsForKubernetes: kubernetesUse(etcds.map(settingsOf), servers).counts,
  };
}

/** The etcds of a group in the order of the member's sources. */
export function etcdsOf({ process, manifests }: EtcdGroup): readonly ResolvedEtcd[] {
  return process === undefined ? manifests : [...manifests, process];
}

function memberSource({ invocation, resolution }: ResolvedEtcd): MemberSource {
  const { source, location, file, line, pid, startTime } = invocation;
  return { source, location, file, ...(line === undefined ? {} : { line }), pid, startTime, resolution };
}
