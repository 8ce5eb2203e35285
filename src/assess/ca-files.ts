// Invocations → invocations with who vouches for clients: which files to read (resolve), reading (observe).

import type { CaFiles, CaFile } from '../model/member.ts';
import { type Result, ok } from '../model/result.ts';
import type { NodeFiles } from '../observe/files/node-files.ts';
import { etcdCaPaths, type NamedFile } from '../resolve/ca-paths.ts';
import { mountsFor, type ResolvedEtcd } from '../resolve/invocation.ts';

type ReadFile = NodeFiles['readCaFile'];

/** `named` are the files of the node's kube-apiservers. */
export async function withCaFiles(
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
      const authorities: CaFiles = { etcd: await Promise.all(own), kubernetes };
      return { ...one, resolution: { ...one.resolution, caFiles: authorities } };
    }),
  );
}

async function readNamed(readFile: ReadFile, file: Result<NamedFile>): Promise<CaFile> {
  if (!file.ok) return { path: '', keys: file };
  return { path: file.value.path, keys: await readFile(file.value) };
}

function etcdFiles(
  { invocation, resolution }: ResolvedEtcd,
  all: readonly ResolvedEtcd[],
): readonly NamedFile[] {
  const paths = resolution.resolved ? etcdCaPaths(resolution.settings) : [];
  return paths.map((path) => ({
    ...invocation,
    path,
    mounts: mountsFor(invocation, all, (one) => names(one, path)),
  }));
}

function names({ resolution }: ResolvedEtcd, path: string): boolean {
  return resolution.resolved && etcdCaPaths(resolution.settings).includes(path);
}
