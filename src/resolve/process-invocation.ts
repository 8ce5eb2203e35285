// Processes → the etcd invocations behind them.

import type { ProcessObservation } from '../model/observation.ts';
import { type Result, ok } from '../model/result.ts';
import {
  type ApiServerInvocation,
  emptyEnvironment,
  type Environment,
  type EtcdInvocation,
  plainInvocation,
} from '../model/invocation.ts';
import { optionValues } from './option-values.ts';
import { isHyperkubeApiServer, processKind } from './program-name.ts';

/** The invocation behind a process; `undefined` when it is neither etcd nor a k3s server that may hold one. */
export function processInvocation(process: ProcessObservation): EtcdInvocation | undefined {
  const argv = knownWords(process);
  const kind = processKind(argv, process.exe ?? '');
  if (kind === 'k3s') return embeddedInvocation(process, argv);
  if (kind !== 'etcd') return undefined;
  return { ...commonParts(process), argv: process.argv, environment: processEnvironment(process) };
}

function knownWords({ argv, firstWord }: ProcessObservation): readonly string[] {
  if (argv.ok) return argv.value;
  return firstWord === undefined ? [] : [firstWord];
}

function commonParts({ pid, startTime, containerised }: ProcessObservation): Omit<EtcdInvocation, 'argv'> {
  const names = { location: `pid ${pid}`, fallbackName: `pid-${pid}` };
  return { ...plainInvocation, ...names, source: 'process', pid, startTime, containerised };
}

function processEnvironment({ environ }: ProcessObservation): Environment {
  if (environ.ok) return { ...emptyEnvironment, variables: parseEnviron(environ.value) };
  return { ...emptyEnvironment, gap: environ.error };
}

/** The etcd inside a k3s process, configured only by a file that k3s writes. */
function embeddedInvocation(process: ProcessObservation, argv: readonly string[]): EtcdInvocation {
  const { variables } = processEnvironment(process);
  const directory =
    optionValues(argv, '--data-dir', '-d').at(-1) ?? variables.get('K3S_DATA_DIR') ?? '/var/lib/rancher/k3s';
  const path = `${directory}/server/db/etcd/config`;
  return {
    ...commonParts(process),
    location: `pid ${process.pid} (etcd inside k3s)`,
    argv: ok(['etcd', `--config-file=${path}`]),
  };
}

/** Whether an invocation is an etcd inside k3s, by a location that only this file writes. */
export function isEmbedded({ source, location }: EtcdInvocation): boolean {
  return source === 'process' && location.endsWith('(etcd inside k3s)');
}

/** Whether a k3s server lacks the file of an embedded etcd, and so keeps its state elsewhere. */
export function isK3sWithoutEtcd(invocation: EtcdInvocation, configFile: Result<string> | undefined): boolean {
  return isEmbedded(invocation) && configFile?.ok === false && configFile.error.reason === 'config_file_missing';
}

/** The invocation of a kube-apiserver process; `undefined` for any other. */
export function runningApiServer(process: ProcessObservation): ApiServerInvocation | undefined {
  const words = knownWords(process);
  if (processKind(words, process.exe ?? '') !== 'kube-apiserver') return undefined;
  const { argv } = process;
  const withoutHyperkube = argv.ok && isHyperkubeApiServer(words) ? ok(words.slice(1)) : argv;
  return { ...commonParts(process), argv: withoutHyperkube };
}

/** Reads `NAME=value` entries; of a repeated name the first counts, as in Go. */
export function parseEnviron(entries: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    const name = equals <= 0 ? '' : entry.slice(0, equals);
    if (name !== '' && !variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}
