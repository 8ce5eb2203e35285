// Names of the members of a node.

import { directoryOf, nameOf } from './identity.ts';
import type { EtcdGroup } from './pairing.ts';

/** Names members by --name; where two share it, by the data directory too, and at last by the location. */
export function memberIds(groups: readonly EtcdGroup[]): readonly string[] {
  const spellings = groups.map(spellingsOf);
  const isUnique = (id: string, level: number): boolean =>
    spellings.filter((other) => other[level] === id).length === 1;
  return numbered(spellings.map((ids) => ids.find(isUnique) ?? ids.at(-1) ?? ''));
}

/** Names that a member may have, the shortest first. */
function spellingsOf({ process, manifests }: EtcdGroup): readonly string[] {
  const etcd = process !== undefined && nameOf(process) !== undefined ? process : (manifests[0] ?? process);
  if (etcd === undefined) return [];
  const short = nameOf(etcd) ?? etcd.invocation.fallbackName;
  return [
    short,
    `${short} (${directoryOf(etcd) ?? etcd.invocation.location})`,
    `${short} (${(process ?? etcd).invocation.location})`,
  ].map(presentable);
}

/** Limit of a name, in characters; no real name with its data directory is longer. */
const maxIdLength = 180;

/** Makes a name short and visible before names are compared: two that look the same in a label would be one series. */
function presentable(name: string): string {
  const visible = name.replace(/[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu, '\uFFFD');
  return visible.length > maxIdLength ? `${visible.slice(0, maxIdLength).toWellFormed()}…` : visible;
}

/** Numbers names that are taken: the --name of a member may equal the longer name of another. */
function numbered(ids: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    let unique = id;
    for (let count = 2; taken.has(unique); count += 1) unique = `${id} #${count}`;
    taken.add(unique);
    return unique;
  });
}
