// Invocations → invocations with who vouches for clients: which files to read (resolve), reading (observe).

import type { Authorities, AuthorityFile } from '../model/member.ts';
import { type Result, ok } from '../model/result.ts';
import type { NodeReader } from '../observe/node.ts';
import { etcdAuthorityPaths, type NamedFile } from '../resolve/ca-paths.ts';
import { mountsFor, type ResolvedEtcd } from '../resolve/invocation.ts';

type ReadFile = NodeReader['readAuthorityFile'];

/** `named` are the files of the node's kube-apiservers. */
export async function withAuthorities(
  readFile: ReadFile,
  invocations: readonly ResolvedEtcd[],
  named: Result<readonly Result<NamedFile>[]>,
): Promise<readonly ResolvedEtcd[]> {
  const kubernetes = named.ok
    ? ok(await Promise.all(named.value.map((one) => readNamed(readFile, one))))
    : named;
  return await Promise.all(
    invocations.map(async (one) => {
      if (!one.resolution.resolved) return one;
      const own = etcdFiles(one, invocations).map((file) => readNamed(readFile, ok(file)));
      const authorities: Authorities = { etcd: await Promise.all(own), kubernetes };
      return { ...one, resolution: { ...one.resolution, authorities } };
    }),
  );
}

async function readNamed(readFile: ReadFile, file: Result<NamedFile>): Promise<AuthorityFile> {
  if (!file.ok) return { path: '', keys: file };
  return { path: file.value.path, keys: await readFile(file.value) };
}

function etcdFiles(
  { invocation, resolution }: ResolvedEtcd,
  all: readonly ResolvedEtcd[],
): readonly NamedFile[] {
  const paths = resolution.resolved ? etcdAuthorityPaths(resolution.settings) : [];
  return paths.map((path) => ({
    ...invocation,
    path,
    mounts: mountsFor(invocation, all, (one) => names(one, path)),
  }));
}

function names({ resolution }: ResolvedEtcd, path: string): boolean {
  return resolution.resolved && etcdAuthorityPaths(resolution.settings).includes(path);
}
