// An authenticator that queries a fake API server.

import {
  type ReviewAccess,
  createKubernetesAuthenticator,
  defaults,
  type KubernetesAuthentication,
} from '../../../../src/web/kubernetes/kubernetes-authenticator.ts';
import type { Access } from '../../../../src/web/authenticator.ts';
import type { CacheLimits } from '../../../../src/web/kubernetes/access-cache.ts';
import { type FakeApiServer, startFakeApiServer } from './fake-api-server.ts';

type TestAuthenticator = {
  readonly server: FakeApiServer;
  readonly authenticate: ReviewAccess;
  /** For /metrics, with a bearer token. */
  readonly ask: (token?: string) => Promise<Access>;
  readonly problems: readonly (string | undefined)[];
};

export async function createTestAuthenticator(
  changes: Partial<KubernetesAuthentication> = {},
): Promise<TestAuthenticator> {
  const server = await startFakeApiServer();
  const problems: (string | undefined)[] = [];
  const authenticate = createKubernetesAuthenticator({
    ...defaults,
    host: '127.0.0.1',
    port: server.port,
    directory: server.directory,
    report: (problem) => problems.push(problem),
    ...changes,
  });
  const ask = (token = 'a.b-c_d'): Promise<Access> => authenticate(`Bearer ${token}`, '/metrics');
  return { server, authenticate, ask, problems };
}

export function limits(changes: Partial<CacheLimits>): Pick<KubernetesAuthentication, 'cache'> {
  return { cache: { ...defaults.cache, ...changes } };
}
