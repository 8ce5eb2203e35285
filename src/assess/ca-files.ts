// Launches → launches with who vouches for clients: which files to read (resolve), reading (observe).

import type { Authorities, AuthorityFile } from '../model/member.ts';
import { type Read, readable } from '../model/result.ts';
import type { NodeReader } from '../observe/node.ts';
import { etcdAuthorityPaths, type NamedFile } from '../resolve/ca-paths.ts';
import { mountsFor, type ResolvedLaunch } from '../resolve/invocation.ts';

type ReadFile = NodeReader['readAuthorityFile'];

/** `named` are the files of the node's kube-apiservers. */
export async function withAuthorities(
  readFile: ReadFile,
  launches: readonly ResolvedLaunch[],
  named: Read<readonly Read<NamedFile>[]>,
): Promise<readonly ResolvedLaunch[]> {
  const kubernetes = named.ok
    ? readable(await Promise.all(named.value.map((one) => readNamed(readFile, one))))
    : named;
  return await Promise.all(
    launches.map(async (one) => {
      if (!one.resolution.resolved) return one;
      const own = etcdFiles(one, launches).map((file) => readNamed(readFile, readable(file)));
      const authorities: Authorities = { etcd: await Promise.all(own), kubernetes };
      return { ...one, resolution: { ...one.resolution, authorities } };
    }),
  );
}

async function readNamed(readFile: ReadFile, file: Read<NamedFile>): Promise<AuthorityFile> {
  if (!file.ok) return { path: '', keys: file };
  return { path: file.value.path, keys: await readFile(file.value) };
}

function etcdFiles(
  { launch, resolution }: ResolvedLaunch,
  all: readonly ResolvedLaunch[],
): readonly NamedFile[] {
  const paths = resolution.resolved ? etcdAuthorityPaths(resolution.settings) : [];
  return paths.map((path) => ({
    ...launch,
    path,
    mounts: mountsFor(launch, all, (one) => names(one, path)),
  }));
}

function names({ resolution }: ResolvedLaunch, path: string): boolean {
  return resolution.resolved && etcdAuthorityPaths(resolution.settings).includes(path);
}
