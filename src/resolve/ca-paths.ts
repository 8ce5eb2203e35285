// Paths of the CA files that etcd trusts for clients, and of those that the kube-apiservers trust (--client-ca-file).

import type { ApiServerInvocation, EtcdInvocation } from '../model/invocation.ts';
import type { EtcdSettings } from '../model/settings.ts';
import { failWith, ok, type Result } from '../model/result.ts';
import { hasTrustedApiServer } from './members/api-server.ts';
import { optionValues } from './option-values.ts';
import { mentionsAny } from './pod/placeholders.ts';

/** A file as an invocation names it. */
export type NamedFile = Pick<EtcdInvocation, 'pid' | 'mounts' | 'containerised'> & { readonly path: string };

/** The CA files that etcd is given. */
export function etcdCaPaths({ trustedCaFile, peerTrustedCaFile }: EtcdSettings): readonly string[] {
  const paths = [trustedCaFile, peerTrustedCaFile].flatMap((setting) =>
    setting.known ? [setting.value] : [],
  );
  return [...new Set(paths.filter((path) => path !== ''))];
}

/**
 * The CA file of each kube-apiserver that takes clients by their certificates; fails where none of them is sure to be
 * Kubernetes' own: any container can call its process a kube-apiserver.
 */
export function apiServerCaFiles(
  apiServers: readonly ApiServerInvocation[],
): Result<readonly Result<NamedFile>[]> {
  return hasTrustedApiServer(apiServers)
    ? ok(apiServers.flatMap((one) => namedFile(one, apiServers)))
    : failWith('kube_apiserver_not_found', 'no static pod and no process of the host is one');
}

function namedFile(
  apiServer: ApiServerInvocation,
  all: readonly ApiServerInvocation[],
): readonly Result<NamedFile>[] {
  const { argv, location, placeholders, pid, containerised } = apiServer;
  if (!argv.ok) return [failWith('kube_apiserver_unreadable', `${location}: ${argv.error.detail}`)];
  const path = clientCaFile(argv.value);
  if (path === '') return [];
  if (mentionsAny(path, placeholders))
    return [failWith('kube_apiserver_unreadable', `${location}: ${path} is only known to the kubelet`)];
  return [ok({ path, pid, containerised, mounts: mountsFor(apiServer, all, path) })];
}

/** A process does not know its pod's volumes; a manifest that names the same file does. */
function mountsFor(
  { source, mounts }: ApiServerInvocation,
  all: readonly ApiServerInvocation[],
  path: string,
): EtcdInvocation['mounts'] {
  if (source === 'manifest') return mounts;
  const declared = all.find(
    (one) => one.source === 'manifest' && one.argv.ok && clientCaFile(one.argv.value) === path,
  );
  return declared?.mounts ?? [];
}

/** Reads --client-ca-file; '' where the server takes no clients by certificate. */
function clientCaFile(argv: readonly string[]): string {
  // Kubernetes takes underscores for dashes.
  const words = argv.map((word) => word.replace(/^--client_ca_file\b/, '--client-ca-file'));
  return optionValues(words, '--client-ca-file').at(-1) ?? '';
}
