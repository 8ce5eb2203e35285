// Paths of the CA files that etcd trusts for clients, and of those that the kube-apiservers trust (--client-ca-file).

import type { ApiServerInvocation, EtcdInvocation } from '../model/invocation.ts';
import type { EtcdSettings } from '../model/settings.ts';
import { failWith, ok, type Result } from '../model/result.ts';
import { hasTrustedApiServer } from './members/api-server.ts';
import { mountsFor } from './mounts.ts';
import { optionValues } from './option-values.ts';
import { mentionsAny } from './pod/placeholders.ts';

/** A file as an invocation names it. */
export type NamedFile = Pick<EtcdInvocation, 'pid' | 'mounts' | 'containerised'> & { readonly path: string };

/** Paths of etcd's CA files, each once. */
export function etcdCaPaths({ trustedCaFile, peerTrustedCaFile }: EtcdSettings): readonly string[] {
  const paths = [trustedCaFile, peerTrustedCaFile].flatMap((setting) => (setting.known ? [setting.value] : []));
  return [...new Set(paths.filter((path) => path !== ''))];
}

/** A kube-apiserver with the path of its --client-ca-file; '' where it takes no clients by certificate. */
type ParsedApiServer = { readonly invocation: ApiServerInvocation; readonly path: Result<string> };

/**
 * The CA file of each kube-apiserver that takes clients by their certificates; fails where none of them is sure to be
 * Kubernetes' own: any container can call its process a kube-apiserver.
 */
export function apiServerCaFiles(apiServers: readonly ApiServerInvocation[]): Result<readonly Result<NamedFile>[]> {
  if (!hasTrustedApiServer(apiServers))
    return failWith('kube_apiserver_not_found', 'no static pod and no process of the host is one');
  const parsed = apiServers.map((invocation) => ({ invocation, path: clientCaPath(invocation) }));
  return ok(parsed.flatMap((apiServer) => namedFile(apiServer, parsed)));
}

function namedFile(
  { invocation, path }: ParsedApiServer,
  all: readonly ParsedApiServer[],
): readonly Result<NamedFile>[] {
  if (!path.ok) return [path];
  if (path.value === '') return [];
  const mounts = mountsFor(invocation, all, (other) => other.path.ok && other.path.value === path.value);
  return [ok({ ...invocation, path: path.value, mounts })];
}

function clientCaPath({ argv, location, placeholders }: ApiServerInvocation): Result<string> {
  if (!argv.ok) return failWith('kube_apiserver_unreadable', `${location}: ${argv.error.detail}`);
  // Kubernetes takes underscores for dashes.
  const words = argv.value.map((word) => word.replace(/^--client_ca_file\b/, '--client-ca-file'));
  const path = optionValues(words, '--client-ca-file').at(-1) ?? '';
  return mentionsAny(path, placeholders)
    ? failWith('kube_apiserver_unreadable', `${location}: ${path} is only known to the kubelet`)
    : ok(path);
}
