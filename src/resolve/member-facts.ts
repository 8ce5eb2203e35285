// Why these launches are one member, and why it counts for Kubernetes.

import type { MemberFacts, Pairing } from '../model/explanation.ts';
import type { Read } from '../model/reason.ts';
import { kubernetesUse, type RunningApiServer } from './kubernetes-store.ts';
import type { ResolvedLaunch } from './launch.ts';
import { type Group, groupLaunches, settingsOf } from './members.ts';

/** In the order of the members that are made of the same launches. */
export function membersFacts(
  launches: readonly ResolvedLaunch[],
  declared: readonly Read<readonly string[]>[],
  running: readonly RunningApiServer[],
): readonly MemberFacts[] {
  return groupLaunches(launches).map((group) => {
    const { manifests, process } = group;
    const all = process === undefined ? manifests : [...manifests, process];
    return {
      kubernetes: kubernetesUse(all.map(settingsOf), declared, running),
      configurations: all.map(({ facts }) => facts),
      pairings: pairings(group),
    };
  });
}

/** Manifests without a process are one member for having the same name and directory. */
function pairings({ manifests, process, pairings: found }: Group): readonly (Pairing | undefined)[] {
  if (process !== undefined) return found;
  return manifests.map(() => (manifests.length > 1 ? 'name_and_directory' : undefined));
}
