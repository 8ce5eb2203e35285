// Invocations → etcds with their settings: resolve says which files they name, observe reads them.

import { rulesOf } from '../evaluate/rules/rule-list.ts';
import type { ApiServerInvocation, EtcdInvocation, ResolvedEtcd } from '../model/invocation.ts';
import type { EtcdScope } from '../model/observation.ts';
import type { Policy } from '../model/report.ts';
import { guard, internalError, ok } from '../model/result.ts';
import type { NodeFiles } from '../observe/files/node-files.ts';
import {
  type ParsedInvocation,
  parseInvocation,
  resolveSettings,
  configFileOf,
} from '../resolve/etcd/effective-settings.ts';
import { mountsFor } from '../resolve/mounts.ts';
import { isK3sWithoutEtcd } from '../resolve/process-invocation.ts';
import { withCaFiles } from './ca-files.ts';

export type NamedFileReaders = Pick<NodeFiles, 'readConfigFile' | 'readCaFile'>;

/** Reads the configuration files that the invocations name, and the CA files where a rule compares them. */
export async function readScope(
  readers: NamedFileReaders,
  invocations: readonly EtcdInvocation[],
  apiServers: readonly ApiServerInvocation[],
  policy: Policy,
): Promise<EtcdScope> {
  const parsed = invocations.map(parsedInvocation).filter((etcd) => etcd !== undefined);
  const resolved = await Promise.all(
    parsed.map((etcd) => resolveEtcd(readers, etcd, parsed).catch((error: unknown) => unresolved(etcd, error))),
  );
  const etcds = resolved.filter((etcd) => etcd !== undefined);
  const comparesCaFiles = rulesOf(policy).some(({ readsCaFiles }) => readsCaFiles);
  return { etcds: comparesCaFiles ? await withCaFiles(readers, etcds, apiServers) : etcds, apiServers };
}

function parsedInvocation(invocation: EtcdInvocation): ParsedInvocation | undefined {
  const parsed = guard(invocation.location, () => ok(parseInvocation(invocation)));
  return parsed.ok ? parsed.value : { invocation, outcome: parsed };
}

function unresolved({ invocation }: ParsedInvocation, error: unknown): ResolvedEtcd {
  const cause = internalError(invocation.location, error).error;
  return { invocation, configFile: undefined, resolution: { resolved: false, cause } };
}

/** Resolves an etcd; `undefined` for a k3s server that holds none. */
async function resolveEtcd(
  { readConfigFile }: NamedFileReaders,
  parsed: ParsedInvocation,
  all: readonly ParsedInvocation[],
): Promise<ResolvedEtcd | undefined> {
  const { invocation } = parsed;
  const path = configFileOf(parsed);
  const mounts = mountsFor(invocation, all, (other) => configFileOf(other) === path);
  const configFile = path === undefined ? undefined : await readConfigFile({ ...invocation, path, mounts });
  if (isK3sWithoutEtcd(invocation, configFile)) return undefined;
  return { invocation, configFile, resolution: resolveSettings(parsed, configFile) };
}
