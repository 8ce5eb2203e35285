// `peerproof config`: configurations that are on no node yet, judged by what judges a node, and printed.

import { resolveInvocations } from '../assess/assess.ts';
import { withCaFiles } from '../assess/ca-files.ts';
import { printReport } from './check.ts';
import { evaluateRule } from '../evaluate/evaluate.ts';
import { rules as everyRule } from '../evaluate/rules/all.ts';
import { type Cause } from '../model/reason.ts';
import { type Result, failWith } from '../model/result.ts';
import type { Report } from '../model/report.ts';
import type { SourceState } from '../model/verdict.ts';
import { createCaFileReader } from '../observe/files/ca-file.ts';
import { etcdConfigFile, maxConfigFileBytes } from '../observe/files/etcd-config-file.ts';
import { createContainerFileReader, type FileRequest } from '../observe/files/rooted/container-file.ts';
import { readInputFile, readStandardInput } from '../observe/files/input-file.ts';
import type { NodeFiles } from '../observe/files/node-files.ts';
import { exitTrouble, OptionError } from '../options/values.ts';
import type { Options } from '../options/options.ts';
import { replaceControlCharacters } from '../publish/control-characters.ts';
import {
  commandConfiguration,
  fileConfiguration,
  type InputConfiguration,
} from '../resolve/input-configuration.ts';
import { apiServerCaFiles } from '../resolve/ca-paths.ts';
import { etcdServers } from '../resolve/members/api-server.ts';
import { limitInvocations } from '../resolve/invocation-limit.ts';
import { separateMembers } from '../resolve/members/members.ts';
import type { Terminal } from './terminal.ts';

/** Prints the report and returns the exit code of `check`; what could be read is judged even where something else could not. */
export async function config(options: Options, version: string, terminal: Terminal): Promise<number> {
  const { given, unread } = await readInputs(options);
  for (const { detail } of unread) terminal.warn(`peerproof: ${replaceControlCharacters(detail)}\n`);
  const code = printReport(await judge({ given, unread }, options), options, version, terminal);
  // A file that cannot be read is bad usage.
  return unread.length > 0 ? exitTrouble : code;
}

type Inputs = { readonly given: readonly InputConfiguration[]; readonly unread: readonly Cause[] };

async function readInputs({ operands }: Options): Promise<Inputs> {
  const { words: files, commandLine } = operands;
  const expected = 'FILE ..., or - for standard input, or -- and a command line, and only one of them';
  if (commandLine === undefined) {
    if (files.length === 0) throw new OptionError('config', expected, '');
    if (files.filter((file) => file === '-').length > 1) throw new OptionError('config', '- once', '- -');
    return await readFiles(files);
  }
  if (files[0] !== undefined) throw new OptionError('config', expected, `${files[0]} --`);
  const configuration = commandConfiguration(commandLine);
  if (configuration === undefined)
    throw new OptionError(
      'config',
      'after --: [NAME=VALUE ...] etcd [FLAG ...]',
      commandLine.join(' ').slice(0, 80),
    );
  return { given: [configuration], unread: [] };
}

/** One after the other: a thousand files need no more descriptors than one. */
async function readFiles(files: readonly string[]): Promise<Inputs> {
  const given: InputConfiguration[] = [];
  const unread: Cause[] = [];
  for (const file of files) {
    const path = file === '-' ? 'standard input' : file;
    const text = await (file === '-' ? readStandardInput(path) : readInputFile(path));
    if (!text.ok) unread.push(text.error);
    const configuration = fileConfiguration({ path, text });
    given.push(file === '-' ? withoutFile(configuration) : configuration);
  }
  return { given, unread };
}

function withoutFile(given: InputConfiguration): InputConfiguration {
  return { ...given, etcd: given.etcd.map((invocation) => ({ ...invocation, file: undefined })) };
}

async function judge({ given, unread }: Inputs, options: Options): Promise<Report> {
  const rules = everyRule.filter(({ text }) => options.rules.includes(text.id));
  const read = options.isRootfsGiven ? readersBelow(options) : nothingRead;
  const resolved = await Promise.all(
    given.map(async ({ etcd, apiServers, configFile }) => {
      const readConfigFile = configFile === undefined ? read.configFile : async () => bounded(configFile);
      const plain = await resolveInvocations({ readConfigFile }, limitInvocations('manifest', etcd, 0));
      const invocations = rules.some(({ readsCaFiles }) => readsCaFiles)
        ? await withCaFiles(read.authorityFile, plain, apiServerCaFiles(apiServers, []))
        : plain;
      const declared = apiServers.map(({ argv }) => argv);
      return { invocations, servers: etcdServers(declared, []) };
    }),
  );
  const members = separateMembers(resolved);
  const kinds = new Set(members.flatMap(({ sources }) => sources.map(({ source }) => source)));
  const sources = [...kinds].map((source): SourceState => {
    const causes = source === 'configuration' ? unread : [];
    return { source, up: causes.length === 0, causes };
  });
  const policy = { singleMember: options.singleMember, noEtcd: 'unknown' } as const;
  const at = new Date();
  return {
    node: options.isNodeNameGiven ? options.nodeName : 'configuration',
    assessedAt: at,
    rules: rules.map((rule) => evaluateRule(rule, members, { sources, policy, at })),
    members,
    // Told, and of no effect: a configuration that cannot be judged is not so for want of a process.
    sources: [...sources, ...notLookedAt],
  };
}

type Readers = {
  readonly configFile: NodeFiles['readConfigFile'];
  readonly authorityFile: NodeFiles['readCaFile'];
};

/** As on a node, below its root. */
function readersBelow({ rootfs, procfs }: Options): Readers {
  const readConfigFile = createContainerFileReader({ rootfs, procfs }, async () => {}, etcdConfigFile);
  const readCaFile = createCaFileReader({ rootfs, procfs }, async () => {});
  return {
    configFile: async (request) =>
      isFound(request) ? await readConfigFile(request) : failWith('config_file_unreadable', unfound),
    authorityFile: async (request) =>
      isFound(request) ? await readCaFile(request) : failWith('authority_file_unreadable', unfound),
  };
}

const unfound = 'its path is relative to a directory that is not known';

function isFound({ containerised, path }: FileRequest): boolean {
  return containerised || path.startsWith('/');
}

/** The machine that judges is not the node: its own files say nothing. */
const nothingRead: Readers = {
  configFile: async (request) => failWith('config_file_unreadable', notRead(request)),
  authorityFile: async (request) => failWith('authority_file_unreadable', notRead(request)),
};

function notRead({ path }: FileRequest): string {
  return `${path.slice(0, 4096)} was not read; --path.rootfs=DIR tells where the node's files are`;
}

/** No more than is read of such a file on a node. */
function bounded(text: Result<string>): Result<string> {
  return text.ok && Buffer.byteLength(text.value) > maxConfigFileBytes
    ? failWith('config_file_too_large', `it has more than the ${maxConfigFileBytes} bytes that are read`)
    : text;
}

const notLookedAt: readonly SourceState[] = [
  ['process', 'no process, and no kube-apiserver that tells which etcd it uses'] as const,
  ['wire', 'no peer listener'] as const,
].map(([source, detail]) => ({ source, up: false, causes: [{ reason: 'not_looked_at', detail }] }));
