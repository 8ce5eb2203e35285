// Adds the public keys of the CA files that etcd and the API servers trust: resolve says which files, observe reads them.

import type { ApiServerInvocation, ResolvedEtcd } from '../model/invocation.ts';
import type { CaFile, CaFiles } from '../model/member.ts';
import { ok, type Result } from '../model/result.ts';
import { apiServerCaFiles, etcdCaPaths, type NamedFile } from '../resolve/ca-paths.ts';
import { mountsFor } from '../resolve/mounts.ts';
import type { NodeFiles } from '../observe/files/node-files.ts';

type CaFileReader = Pick<NodeFiles, 'readCaFile'>;

export async function withCaFiles(
  reader: CaFileReader,
  etcds: readonly ResolvedEtcd[],
  apiServers: readonly ApiServerInvocation[],
): Promise<readonly ResolvedEtcd[]> {
  const named = apiServerCaFiles(apiServers);
  const kubernetes = named.ok ? ok(await Promise.all(named.value.map((file) => readNamed(reader, file)))) : named;
  return await Promise.all(
    etcds.map(async (etcd) => {
      if (!etcd.resolution.resolved) return etcd;
      const files = etcdFiles(etcd, etcds).map((file) => readNamed(reader, ok(file)));
      const caFiles: CaFiles = { etcd: await Promise.all(files), kubernetes };
      return { ...etcd, resolution: { ...etcd.resolution, caFiles } };
    }),
  );
}

async function readNamed({ readCaFile }: CaFileReader, file: Result<NamedFile>): Promise<CaFile> {
  if (!file.ok) return { path: '', keys: file };
  return { path: file.value.path, keys: await readCaFile(file.value) };
}

function etcdFiles(etcd: ResolvedEtcd, all: readonly ResolvedEtcd[]): readonly NamedFile[] {
  return caPathsOf(etcd).map((path) => ({
    ...etcd.invocation,
    path,
    mounts: mountsFor(etcd.invocation, all, (other) => caPathsOf(other).includes(path)),
  }));
}

function caPathsOf({ resolution }: ResolvedEtcd): readonly string[] {
  return resolution.resolved ? etcdCaPaths(resolution.settings) : [];
}
