// Launches with their settings → members: which manifest and which process are the same etcd.

import type { Pairing } from '../model/explanation.ts';
import type { EtcdSettings, Member, MemberView } from '../model/member.ts';
import { configurationDrift } from './drift.ts';
import { mayServeKubernetes, type ServerAddress } from './kubernetes-store.ts';
import type { ResolvedLaunch } from './launch.ts';

/** The launches of one member; `pairings` says of each manifest why it belongs; none where it stands alone. */
export type Group = {
  readonly manifests: ResolvedLaunch[];
  readonly process: ResolvedLaunch | undefined;
  readonly pairings: Pairing[];
};

/**
 * Pairs manifests with processes and names the members. A manifest and a process are the same etcd when they have the
 * same --name and data directory; else the same data directory, or a script that names the process's data directory;
 * else when one of each is left and the identity of either cannot be read.
 */
export function resolveMembers(
  launches: readonly ResolvedLaunch[],
  servers: readonly ServerAddress[] | undefined,
): readonly Member[] {
  const groups = groupLaunches(launches);
  const names = memberIds(groups);
  return groups.map((group, index) => member(group, names[index] ?? '', servers));
}

/** Each as a member of its own: where nothing can be said to run, two that look the same must not decide for each other. */
export function separateMembers(files: readonly ResolvedFile[]): readonly Member[] {
  const groups = files.flatMap(({ launches, servers }) =>
    launches.map((one) => ({ manifests: [one], process: undefined, pairings: [], servers })),
  );
  const names = memberIds(groups);
  return groups.map((group, index) => member(group, names[index] ?? '', group.servers));
}

/** What one file declares, and the etcd servers of the kube-apiserver in it. */
type ResolvedFile = {
  readonly launches: readonly ResolvedLaunch[];
  readonly servers: readonly ServerAddress[] | undefined;
};

const pairingRules = [
  ['name_and_directory', sameNameAndDirectory],
  ['directory', sameDirectory],
  ['script', scriptNamesDirectory],
] as const;

/** One group for each member, in the members' order. */
export function groupLaunches(launches: readonly ResolvedLaunch[]): readonly Group[] {
  const manifests = launches.filter(({ launch }) => launch.source === 'manifest');
  const processes = launches.filter(({ launch }) => launch.source === 'process');
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
  return process?.launch.startTime ?? 0;
}

/** One manifest and one process are left, and what is known of them does not speak against their being the same. */
function pairTheLastTwo(groups: readonly Group[], left: Set<ResolvedLaunch>): void {
  const unpaired = groups.filter(({ manifests }) => manifests.length === 0);
  const [manifest] = left;
  const [group] = unpaired;
  if (left.size !== 1 || unpaired.length !== 1 || manifest === undefined || group?.process === undefined)
    return;
  // Of those beyond the bound nothing is known, and nothing else may decide for them.
  if (manifest.launch.file === undefined || group.process.launch.pid === undefined) return;
  if (identity(manifest) !== undefined && identity(group.process) !== undefined) return;
  group.manifests.push(manifest);
  group.pairings.push('nothing_else_left');
  left.delete(manifest);
}

/** Manifests without a process: copies of one another (a backup file) are one member. */
function groupByIdentity(manifests: ReadonlySet<ResolvedLaunch>): readonly Group[] {
  const byIdentity = Map.groupBy(manifests, (one) => identity(one) ?? one.launch.location);
  return [...byIdentity.values()].map((same) => {
    const isPaired = same.length > 1 && same.every((one) => identity(one) !== undefined);
    const pairings = isPaired ? same.map(() => 'name_and_directory' as const) : [];
    return { manifests: same, process: undefined, pairings };
  });
}

export function settingsOf({ resolution }: ResolvedLaunch): EtcdSettings | undefined {
  return resolution.resolved ? resolution.settings : undefined;
}

function nameOf(one: ResolvedLaunch): string | undefined {
  const name = settingsOf(one)?.name;
  return name?.known ? name.value : undefined;
}

/** The data directory, by etcd's default too; the trailing slash that some write does not matter. */
function directoryOf(one: ResolvedLaunch): string | undefined {
  const directory = settingsOf(one)?.dataDir;
  if (!directory?.known) return undefined;
  const name = nameOf(one);
  if (directory.value !== '') return directory.value.replace(/\/+$/, '');
  return name === undefined ? undefined : `${name}.etcd`;
}

function identity(one: ResolvedLaunch): string | undefined {
  const directory = directoryOf(one);
  const name = nameOf(one);
  return directory === undefined || name === undefined ? undefined : `${name}\0${directory}`;
}

function sameNameAndDirectory(a: ResolvedLaunch, b: ResolvedLaunch): boolean {
  const own = identity(a);
  return own !== undefined && own === identity(b);
}

function sameDirectory(a: ResolvedLaunch, b: ResolvedLaunch): boolean {
  const own = directoryOf(a);
  return own !== undefined && own === directoryOf(b) && namesAgree(a, b);
}

/** Two names that are both known and differ are two members; a placeholder in the manifest's name may be either. */
function namesAgree(manifest: ResolvedLaunch, process: ResolvedLaunch): boolean {
  const declared = nameOf(manifest);
  const running = nameOf(process);
  if (declared === undefined || running === undefined || declared === running) return true;
  return [...manifest.launch.placeholders].some((name) => declared.includes(`$(${name})`));
}

function scriptNamesDirectory({ launch }: ResolvedLaunch, process: ResolvedLaunch): boolean {
  const directory = directoryOf(process);
  if (launch.script === undefined || directory === undefined) return false;
  return launch.script.split(/[\s"'=;]+/).includes(directory);
}

/** Names of the members: --name, then with the data directory and at last with the place where two share it. */
function memberIds(groups: readonly Group[]): readonly string[] {
  const spellings = groups.map(({ process, manifests }) => {
    const one = process !== undefined && nameOf(process) !== undefined ? process : (manifests[0] ?? process);
    if (one === undefined) return [];
    const short = nameOf(one) ?? one.launch.fallbackName;
    return [
      short,
      `${short} (${directoryOf(one) ?? one.launch.location})`,
      `${short} (${(process ?? one).launch.location})`,
    ].map(presentable);
  });
  return numbered(
    spellings.map(
      (own, index) => own.find((id, level) => isUnique(id, level, index, spellings)) ?? own.at(-1) ?? '',
    ),
  );
}

/** Longer than any real name and its data directory. In characters. */
const maxIdLength = 180;

/** Made short and visible before names are compared: two that look the same in a label would be one series. */
function presentable(name: string): string {
  const visible = name.replace(
    /[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu,
    '\uFFFD',
  );
  return visible.length > maxIdLength ? `${visible.slice(0, maxIdLength).toWellFormed()}…` : visible;
}

/** A name that is taken gets a number: a member may call itself what another becomes by its data directory. */
function numbered(ids: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    let own = id;
    for (let count = 2; taken.has(own); count += 1) own = `${id} #${count}`;
    taken.add(own);
    return own;
  });
}

function isUnique(
  id: string,
  level: number,
  index: number,
  spellings: readonly (readonly string[])[],
): boolean {
  return spellings.every((other, at) => at === index || other[level] !== id);
}

function member(
  { manifests, process }: Group,
  id: string,
  servers: readonly ServerAddress[] | undefined,
): Member {
  const all = process === undefined ? manifests : [...manifests, process];
  return {
    id,
    views: all.map(view),
    drift: process === undefined ? undefined : configurationDrift(manifests, process),
    listeners: [],
    countsForKubernetes: all.some((one) => {
      const settings = settingsOf(one);
      return settings === undefined || mayServeKubernetes(settings, servers);
    }),
  };
}

function view({ launch, resolution }: ResolvedLaunch): MemberView {
  const { source, location, file, line, pid, startTime } = launch;
  return { source, location, file, ...(line === undefined ? {} : { line }), pid, startTime, resolution };
}
