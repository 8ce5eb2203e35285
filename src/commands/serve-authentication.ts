// The authenticator of --web.authentication, for the metrics, the page and the report.

import { errorText } from '../model/result.ts';
import type { ServeOptions } from '../options/options.ts';
import { OptionError } from '../options/values.ts';
import type { Log } from '../publish/log.ts';
import type { Authenticator } from '../web/authenticator.ts';

/** The service account's directory in a pod. */
const accountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The path to authorize, whichever is requested: page and report show what the metrics show. By its own path the report would be
 * open to every account of a cluster, since the role system:discovery lets all of them get /api/*.
 */
const authorizedPath = '/metrics';

/** Returns `undefined` when everyone may read. Throws an OptionError that names what the query of the API server lacks. */
export async function createAuthenticator(
  { webAuthentication, apiServer: { host, port } }: Pick<ServeOptions, 'webAuthentication' | 'apiServer'>,
  log: Log,
): Promise<Authenticator | undefined> {
  if (webAuthentication === 'none') return undefined;
  if (host === '') throw refusal('KUBERNETES_SERVICE_HOST is not set');
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw refusal(`KUBERNETES_SERVICE_PORT is ${port === '' ? 'not set' : port}`);
  // An agent without authentication loads none of its code.
  const { readCredentials } = await import('../web/kubernetes/api-server-client.ts');
  const { createKubernetesAuthenticator, defaults } = await import('../web/kubernetes/kubernetes-authenticator.ts');
  try {
    await readCredentials(accountDirectory);
  } catch (error) {
    throw refusal(errorText(error));
  }
  const apiServer = { host, port: Number(port), directory: accountDirectory };
  const review = createKubernetesAuthenticator({ ...defaults, ...apiServer, report: logChanges(log) });
  return { challenge: 'Bearer', authenticate: ({ authorization }) => review(authorization, authorizedPath) };
}

function refusal(missing: string): OptionError {
  return new OptionError(
    '--web.authentication=kubernetes',
    'to run in a pod that mounts the token of its service account',
    missing,
  );
}

/** Returns a function that logs changes only, since every scrape reports. */
function logChanges(log: Log): (error: string | undefined) => void {
  let last: string | undefined;
  return (error) => {
    if (error === last) return;
    last = error;
    if (error === undefined) log.info('the API server answers who may read the metrics again');
    else log.error('the API server cannot be asked who may read the metrics', { error });
  };
}
