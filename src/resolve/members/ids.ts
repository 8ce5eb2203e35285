// Names of the members of a node.

import { directoryOf, nameOf } from './identity.ts';
import type { EtcdGroup } from './pairing.ts';

/** Names members by --name; where two share it, by the data directory too, and at last by the location. */
export function memberIds(groups: readonly EtcdGroup[]): readonly string[] {
  const spellings = groups.map(({ process, manifests }) => {
    const one = process !== undefined && nameOf(process) !== undefined ? process : (manifests[0] ?? process);
    if (one === undefined) return [];
    const short = nameOf(one) ?? one.invocation.fallbackName;
    return [
      short,
      `${short} (${directoryOf(one) ?? one.invocation.location})`,
      `${short} (${(process ?? one).invocation.location})`,
    ].map(presentable);
  });
  return numbered(
    spellings.map(
      (own, index) => own.find((id, level) => isUnique(id, level, index, spellings)) ?? own.at(-1) ?? '',
    ),
  );
}

/** Limit of a name, in characters; no real name with its data directory is longer. */
const maxIdLength = 180;

/** Makes a name short and visible before names are compared: two that look the same in a label would be one series. */
function presentable(name: string): string {
  const visible = name.replace(
    /[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu,
    '\uFFFD',
  );
  return visible.length > maxIdLength ? `${visible.slice(0, maxIdLength).toWellFormed()}…` : visible;
}

/** Numbers names that are taken: the --name of a member may equal the longer name of another. */
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
