// Processes → the etcd invocations behind them.

import type { ProcessObservation } from '../model/observation.ts';
import { type Result, ok } from '../model/result.ts';
import type { RunningApiServer } from './members/api-server.ts';
import { parseEnviron } from './environ.ts';
import { emptyEnvironment, type Environment, type EtcdInvocation } from './invocation.ts';
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

/** As many words of the command line as are known. */
function knownWords({ argv, firstWord }: ProcessObservation): readonly string[] {
  if (argv.ok) return argv.value;
  return firstWord === undefined ? [] : [firstWord];
}

function commonParts({
  pid,
  startTime,
  containerised,
}: ProcessObservation): Omit<EtcdInvocation, 'argv' | 'environment'> {
  return {
    source: 'process',
    location: `pid ${pid}`,
    fallbackName: `pid-${pid}`,
    file: undefined,
    pid,
    startTime,
    placeholders: new Set(),
    mounts: [],
    containerised,
    script: undefined,
  };
}

function processEnvironment({ environ }: ProcessObservation): Environment {
  if (environ.ok) return { ...emptyEnvironment, variables: parseEnviron(environ.value) };
  return { ...emptyEnvironment, gap: environ.error };
}

/** k3s runs etcd inside its own process, configured by an etcd file that it writes; nothing else counts. */
function embeddedInvocation(process: ProcessObservation, argv: readonly string[]): EtcdInvocation {
  const environ = process.environ.ok ? parseEnviron(process.environ.value) : new Map<string, string>();
  const directory =
    optionValues(argv, '--data-dir', '-d').at(-1) ?? environ.get('K3S_DATA_DIR') ?? '/var/lib/rancher/k3s';
  const path = `${directory}/server/db/etcd/config`;
  return {
    ...commonParts(process),
    location: `pid ${process.pid} (etcd inside k3s)`,
    argv: ok(['etcd', `--config-file=${path}`]),
    environment: emptyEnvironment,
  };
}

/** A container may call itself anything; a process is named here. */
export function isEmbedded({ source, location }: EtcdInvocation): boolean {
  return source === 'process' && location.endsWith('(etcd inside k3s)');
}

/** Does a k3s server lack the file that its embedded etcd would have? Then it keeps its state elsewhere. */
export function isK3sWithoutEtcd(
  invocation: EtcdInvocation,
  configFile: Result<string> | undefined,
): boolean {
  return (
    isEmbedded(invocation) && configFile?.ok === false && configFile.error.reason === 'config_file_missing'
  );
}

/** The command line of a kube-apiserver process; `undefined` for any other. */
export function runningApiServer(process: ProcessObservation): RunningApiServer | undefined {
  const { pid, argv, exe } = process;
  const words = knownWords(process);
  if (processKind(words, exe ?? '') !== 'kube-apiserver') return undefined;
  const own = argv.ok && isHyperkubeApiServer(words) ? ok(words.slice(1)) : argv;
  return { pid, argv: own, containerised: process.containerised };
}
