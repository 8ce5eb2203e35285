// Which files say who vouches for clients: those of etcd, and those of the node's kube-apiservers (--client-ca-file).

import type { EtcdSettings } from '../model/settings.ts';
import { type Result, ok, failWith } from '../model/result.ts';
import { hasTrustedApiServer, type RunningApiServer } from './members/api-server.ts';
import type { EtcdInvocation } from './invocation.ts';
import { optionValues } from './option-values.ts';
import { mentionsAny } from './pod/placeholders.ts';

/** A file as one invocation names it. */
export type NamedFile = Pick<EtcdInvocation, 'pid' | 'mounts' | 'containerised'> & { readonly path: string };

/** The authority files that etcd is given. */
export function etcdCaPaths({ trustedCaFile, peerTrustedCaFile }: EtcdSettings): readonly string[] {
  const paths = [trustedCaFile, peerTrustedCaFile].flatMap((setting) =>
    setting.known ? [setting.value] : [],
  );
  return [...new Set(paths.filter((path) => path !== ''))];
}

/**
 * One for each kube-apiserver that takes clients by their certificates; not ok where none of them is sure to be Kubernetes' own:
 * any container can call its process a kube-apiserver.
 */
export function apiServerCaFiles(
  declared: readonly EtcdInvocation[],
  running: readonly RunningApiServer[],
): Result<readonly Result<NamedFile>[]> {
  if (!hasTrustedApiServer(declared, running))
    return failWith('kube_apiserver_not_found', 'no static pod and no process of the host is one');
  const files = declared.flatMap(declaredFile);
  return ok([...files, ...running.flatMap((server) => runningFile(server, files))]);
}

function declaredFile({
  argv,
  location,
  placeholders,
  ...place
}: EtcdInvocation): readonly Result<NamedFile>[] {
  const path = clientCaFile(argv);
  if (!path.ok) return [failWith('kube_apiserver_unreadable', `${location}: ${path.error.detail}`)];
  if (path.value === '') return [];
  if (mentionsAny(path.value, placeholders))
    return [failWith('kube_apiserver_unreadable', `${location}: ${path.value} is only known to the kubelet`)];
  return [ok({ ...place, path: path.value })];
}

/** A process does not know its pod's volumes; a manifest that names the same file does. */
function runningFile(
  { pid, argv, containerised }: RunningApiServer,
  declared: readonly Result<NamedFile>[],
): readonly Result<NamedFile>[] {
  const path = clientCaFile(argv);
  if (!path.ok) return [failWith('kube_apiserver_unreadable', `pid ${pid}: ${path.error.detail}`)];
  if (path.value === '') return [];
  const same = declared.find((file) => file.ok && file.value.path === path.value);
  const mounts = same?.ok === true ? same.value.mounts : [];
  return [ok({ path: path.value, pid, mounts, containerised })];
}

/** '' where clients are not taken by certificates. */
function clientCaFile(argv: Result<readonly string[]>): Result<string> {
  if (!argv.ok) return argv;
  // Kubernetes takes underscores for dashes.
  const words = argv.value.map((word) => word.replace(/^--client_ca_file\b/, '--client-ca-file'));
  return ok(optionValues(words, '--client-ca-file').at(-1) ?? '');
}
