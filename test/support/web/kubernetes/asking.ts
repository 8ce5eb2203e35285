// An authenticator that asks a review server of the test's own.

import {
  type ReviewAccess,
  createKubernetesAuthenticator,
  defaults,
  type KubernetesAuthentication,
} from '../../../../src/web/kubernetes/kubernetes-authenticator.ts';
import type { Access } from '../../../../src/web/authenticator.ts';
import type { CacheLimits } from '../../../../src/web/kubernetes/access-cache.ts';
import { type ReviewServer, startReviewServer } from '../../review-server.ts';

type Asking = {
  readonly server: ReviewServer;
  readonly authenticate: ReviewAccess;
  /** For /metrics, with a bearer token. */
  readonly ask: (token?: string) => Promise<Access>;
  readonly troubles: readonly (string | undefined)[];
};

export async function asking(changes: Partial<KubernetesAuthentication> = {}): Promise<Asking> {
  const server = await startReviewServer();
  const troubles: (string | undefined)[] = [];
  const authenticate = createKubernetesAuthenticator({
    ...defaults,
    host: '127.0.0.1',
    port: server.port,
    directory: server.directory,
    report: (trouble) => troubles.push(trouble),
    ...changes,
  });
  const ask = (token = 'a.b-c_d'): Promise<Access> => authenticate(`Bearer ${token}`, '/metrics', 'get');
  return { server, authenticate, ask, troubles };
}

export function limits(changes: Partial<CacheLimits>): Pick<KubernetesAuthentication, 'cache'> {
  return { cache: { ...defaults.cache, ...changes } };
}
