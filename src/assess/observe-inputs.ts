// Inputs of `config` → observations: each etcd that they declare, and the files that it names.

import type { EtcdScope, ManifestFile, Observations } from '../model/observation.ts';
import type { Cause } from '../model/reason.ts';
import type { Policy } from '../model/report.ts';
import { failWith, type Result } from '../model/result.ts';
import type { SourceState } from '../model/verdict.ts';
import { createCaFileReader } from '../observe/files/ca-file.ts';
import { etcdConfigFile } from '../observe/files/etcd-config-file.ts';
import { createContainerFileReader, type FileRequest } from '../observe/files/rooted/container-file.ts';
import type { InputConfiguration } from '../resolve/input-configuration.ts';
import { limitInvocations } from '../resolve/invocation-limit.ts';
import { type NamedFileReaders, readScope } from './scope.ts';

export type Inputs = {
  readonly configurations: readonly InputConfiguration[];
  /** Texts of the inputs that are files. */
  readonly files: readonly ManifestFile[];
  /** Causes for which inputs could not be read. */
  readonly unread: readonly Cause[];
};

/** Observes the inputs. `node` is the name in the report; `readers` read the files that inputs name. */
export async function observeInputs(
  { configurations, files, unread }: Inputs,
  readers: NamedFileReaders,
  policy: Policy,
  node: string,
): Promise<Observations> {
  const scopes = await Promise.all(configurations.map((configuration) => inputScope(configuration, readers, policy)));
  return {
    node,
    at: new Date(),
    grouping: 'each',
    scopes,
    listeners: new Map(),
    files,
    processes: [],
    sources: inputSources(scopes, unread),
    notObserved,
  };
}

async function inputScope(
  { etcd, apiServers, configFile }: InputConfiguration,
  readers: NamedFileReaders,
  policy: Policy,
): Promise<EtcdScope> {
  const inputReaders =
    configFile === undefined ? readers : { ...readers, readConfigFile: async () => limited(configFile) };
  return await readScope(inputReaders, limitInvocations('manifest', etcd, 0), apiServers, policy);
}

/** Limits an input to the size up to which a file of a node is read. */
function limited(text: Result<string>): Result<string> {
  const { maxBytes } = etcdConfigFile;
  return text.ok && Buffer.byteLength(text.value) > maxBytes
    ? failWith('config_file_too_large', `it has more than the ${maxBytes} bytes that are read`)
    : text;
}

function inputSources(scopes: readonly EtcdScope[], unread: readonly Cause[]): readonly SourceState[] {
  const kinds = new Set(scopes.flatMap(({ etcds }) => etcds.map(({ invocation }) => invocation.source)));
  return [...kinds].map((source) => {
    const causes = source === 'configuration' ? unread : [];
    return { source, up: causes.length === 0, causes };
  });
}

const notObserved: readonly SourceState[] = [
  ['process', 'no process, and no kube-apiserver that tells which etcd it uses'] as const,
  ['wire', 'no peer listener'] as const,
].map(([source, detail]) => ({ source, up: false, causes: [{ reason: 'not_looked_at', detail }] }));

/** Notes nothing for a later comparison: inputs are read once. */
async function readOnce(): Promise<void> {}

/** Readers of the files of a node whose root directory is at hand. */
export function readersBelow(roots: { readonly rootfs: string; readonly procfs: string }): NamedFileReaders {
  const readConfigFile = createContainerFileReader(roots, readOnce, etcdConfigFile);
  const readCaFile = createCaFileReader(roots, readOnce);
  return {
    readConfigFile: async (request) =>
      isFound(request) ? await readConfigFile(request) : failWith('config_file_unreadable', unknownDirectory),
    readCaFile: async (request) =>
      isFound(request) ? await readCaFile(request) : failWith('authority_file_unreadable', unknownDirectory),
  };
}

const unknownDirectory = 'its path is relative to a directory that is not known';

function isFound({ containerised, path }: FileRequest): boolean {
  return containerised || path.startsWith('/');
}

/** Readers that read nothing: the machine that judges is not the node, and its files are no evidence. */
export const noReaders: NamedFileReaders = {
  readConfigFile: async (request) => failWith('config_file_unreadable', notRead(request)),
  readCaFile: async (request) => failWith('authority_file_unreadable', notRead(request)),
};

function notRead({ path }: FileRequest): string {
  return `${path.slice(0, 4096)} was not read; --path.rootfs=DIR tells where the node's files are`;
}
