// Invocations with their settings → members: which manifest and which process are the same etcd.

import type { Member, MemberSource } from '../../model/member.ts';
import { configurationDrift } from './drift.ts';
import { isUsedByKubernetes, type ServerAddress } from './api-server.ts';
import type { ResolvedEtcd } from '../invocation.ts';
import { directoryOf, identity, nameOf, settingsOf } from './identity.ts';
import { type Group, memberIds } from './ids.ts';

/**
 * Pairs manifests with processes and names the members. A manifest and a process are the same etcd when they have the
 * same --name and data directory; else the same data directory, or a script that names the process's data directory;
 * else when one of each is left and the identity of either cannot be read.
 */
export function resolveMembers(
  invocations: readonly ResolvedEtcd[],
  servers: readonly ServerAddress[] | undefined,
): readonly Member[] {
  const groups = groupInvocations(invocations);
  const names = memberIds(groups);
  return groups.map((group, index) => member(group, names[index] ?? '', servers));
}

/** Each as a member of its own: where nothing can be said to run, two that look the same must not decide for each other. */
export function separateMembers(files: readonly ResolvedFile[]): readonly Member[] {
  const groups = files.flatMap(({ invocations, servers }) =>
    invocations.map((one) => ({ manifests: [one], process: undefined, pairings: [], servers })),
  );
  const names = memberIds(groups);
  return groups.map((group, index) => member(group, names[index] ?? '', group.servers));
}

/** What one file declares, and the etcd servers of the kube-apiserver in it. */
type ResolvedFile = {
  readonly invocations: readonly ResolvedEtcd[];
  readonly servers: readonly ServerAddress[] | undefined;
};

const pairingRules = [
  ['name_and_directory', sameNameAndDirectory],
  ['directory', sameDirectory],
  ['script', scriptNamesDirectory],
] as const;

/** One group for each member, in the members' order. */
export function groupInvocations(invocations: readonly ResolvedEtcd[]): readonly Group[] {
  const manifests = invocations.filter(({ invocation }) => invocation.source === 'manifest');
  const processes = invocations.filter(({ invocation }) => invocation.source === 'process');
  const groups: Group[] = processes.map((process) => ({ manifests: [], process, pairings: [] }));
  const left = new Set(manifests);
  for (const [pairing, isSame] of pairingRules) {
    for (const manifest of left) {
      // While a restart is under way two processes can match: the manifest is the newer one's.
      const matching = groups.filter(({ process }) => process !== undefined && isSame(manifest, process));
      const newest = matching.toSorted((a, b) => startOf(b) - startOf(a))[0];
      if (newest === undefined) continue;
      newest.manifests.push(manifest);
      newest.pairings.push(pairing);
      left.delete(manifest);
    }
  }
  pairTheLastTwo(groups, left);
  return [...groups, ...groupByIdentity(left)];
}

function startOf({ process }: Group): number {
  return process?.invocation.startTime ?? 0;
}

/** One manifest and one process are left, and what is known of them does not speak against their being the same. */
function pairTheLastTwo(groups: readonly Group[], left: Set<ResolvedEtcd>): void {
  const unpaired = groups.filter(({ manifests }) => manifests.length === 0);
  const [manifest] = left;
  const [group] = unpaired;
  if (left.size !== 1 || unpaired.length !== 1 || manifest === undefined || group?.process === undefined)
    return;
  // Of those beyond the bound nothing is known, and nothing else may decide for them.
  if (manifest.invocation.file === undefined || group.process.invocation.pid === undefined) return;
  if (identity(manifest) !== undefined && identity(group.process) !== undefined) return;
  group.manifests.push(manifest);
  group.pairings.push('nothing_else_left');
  left.delete(manifest);
}

/** Manifests without a process: copies of one another (a backup file) are one member. */
function groupByIdentity(manifests: ReadonlySet<ResolvedEtcd>): readonly Group[] {
  const byIdentity = Map.groupBy(manifests, (one) => identity(one) ?? one.invocation.location);
  return [...byIdentity.values()].map((same) => {
    const isPaired = same.length > 1 && same.every((one) => identity(one) !== undefined);
    const pairings = isPaired ? same.map(() => 'name_and_directory' as const) : [];
    return { manifests: same, process: undefined, pairings };
  });
}

function sameNameAndDirectory(a: ResolvedEtcd, b: ResolvedEtcd): boolean {
  const own = identity(a);
  return own !== undefined && own === identity(b);
}

function sameDirectory(a: ResolvedEtcd, b: ResolvedEtcd): boolean {
  const own = directoryOf(a);
  return own !== undefined && own === directoryOf(b) && namesAgree(a, b);
}

/** Two names that are both known and differ are two members; a placeholder in the manifest's name may be either. */
function namesAgree(manifest: ResolvedEtcd, process: ResolvedEtcd): boolean {
  const declared = nameOf(manifest);
  const running = nameOf(process);
  if (declared === undefined || running === undefined || declared === running) return true;
  return [...manifest.invocation.placeholders].some((name) => declared.includes(`$(${name})`));
}

function scriptNamesDirectory({ invocation }: ResolvedEtcd, process: ResolvedEtcd): boolean {
  const directory = directoryOf(process);
  if (invocation.script === undefined || directory === undefined) return false;
  return invocation.script.split(/[\s"'=;]+/).includes(directory);
}

function member(
  { manifests, process }: Group,
  id: string,
  servers: readonly ServerAddress[] | undefined,
): Member {
  const all = process === undefined ? manifests : [...manifests, process];
  return {
    id,
    sources: all.map(view),
    drift: process === undefined ? undefined : configurationDrift(manifests, process),
    listeners: [],
    countsForKubernetes: all.some((one) => {
      const settings = settingsOf(one);
      return settings === undefined || isUsedByKubernetes(settings, servers);
    }),
  };
}

function view({ invocation, resolution }: ResolvedEtcd): MemberSource {
  const { source, location, file, line, pid, startTime } = invocation;
  return { source, location, file, ...(line === undefined ? {} : { line }), pid, startTime, resolution };
}
