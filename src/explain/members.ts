// Why these invocations are one member, and why it counts for Kubernetes.

import type { MemberFacts } from '../model/explanation.ts';
import type { Result } from '../model/result.ts';
import { kubernetesUse, type RunningApiServer } from '../resolve/members/api-server.ts';
import type { ResolvedEtcd } from '../resolve/invocation.ts';
import { settingsOf } from '../resolve/members/identity.ts';
import { groupInvocations } from '../resolve/members/members.ts';

/** In the order of the members that are made of the same invocations. */
export function membersFacts(
  invocations: readonly ResolvedEtcd[],
  declared: readonly Result<readonly string[]>[],
  running: readonly RunningApiServer[],
): readonly MemberFacts[] {
  return groupInvocations(invocations).map(({ manifests, process, pairings }) => {
    const all = process === undefined ? manifests : [...manifests, process];
    return {
      kubernetes: kubernetesUse(all.map(settingsOf), declared, running),
      configurations: all.map(({ facts }) => facts),
      pairings: manifests.map((_manifest, index) => pairings[index]),
    };
  });
}
