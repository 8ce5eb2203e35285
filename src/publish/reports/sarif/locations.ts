// Where a SARIF result belongs: the manifest where there is one, and the node, member and place in words.

import { posix } from 'node:path';
import type { Member } from '../../../model/member.ts';
import type { Finding } from '../../../model/verdict.ts';

export type Located = {
  readonly node: string;
  readonly members: readonly Member[];
  /** `undefined`: the result is about the node as a whole. */
  readonly finding?: Finding;
};

export function locations({ node, members, finding }: Located): readonly object[] {
  if (finding === undefined)
    return [{ logicalLocations: [{ name: node, fullyQualifiedName: node, kind: 'node' }] }];
  const { member, source, location } = finding;
  const sources = members.find(({ id }) => id === member)?.sources ?? [];
  const { file, line } = sources.find((view) => view.location === location) ?? {};
  const logical = {
    name: location,
    fullyQualifiedName: [node, member, location].join('/'),
    kind: source === 'wire' ? 'listener' : source,
  };
  const physical =
    file === undefined ? {} : { physicalLocation: { artifactLocation: artifactOf(file), ...regionOf(line) } };
  return [{ ...physical, logicalLocations: [logical] }];
}

function regionOf(line: number | undefined): object {
  return line === undefined ? {} : { region: { startLine: line } };
}

/** A file of the node is below its root; one that was handed over is relative to where the user is. */
function artifactOf(file: string): object {
  if (file.startsWith('/')) return { uri: uriOf(file), uriBaseId: 'NODE' };
  return { uri: uriOf(posix.normalize(file)) };
}

/** A lone surrogate has no place in a URI. */
function uriOf(path: string): string {
  return path.toWellFormed().replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}
