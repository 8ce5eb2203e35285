// --web.authentication: who may read the metrics, the page and the report.

import { errorText } from '../model/result.ts';
import type { Options } from '../options/options.ts';
import { OptionError } from '../options/values.ts';
import type { Log } from '../publish/log.ts';
import type { Authenticator } from '../web/authenticator.ts';

/** Where a pod finds its service account. */
const inPod = '/var/run/secrets/kubernetes.io/serviceaccount';

type Wanted = Pick<Options, 'webAuthentication' | 'apiServer'>;

/**
 * What is asked about, whichever path is requested: page and report tell what the metrics tell. By its own path the report would be open
 * to every account of a cluster, since the role system:discovery lets all of them get /api/*.
 */
const askedPath = '/metrics';

/** None: everyone may. Throws an OptionError that names what is missing to ask the API server. */
export async function createAuthenticators(
  { webAuthentication, apiServer: { host, port } }: Wanted,
  log: Log,
): Promise<readonly Authenticator[]> {
  if (webAuthentication === 'none') return [];
  if (host === '') throw refusal('KUBERNETES_SERVICE_HOST is not set');
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535)
    throw refusal(`KUBERNETES_SERVICE_PORT is ${port === '' ? 'not set' : port}`);
  // Only who wants it pays for loading it.
  const { readCredentials } = await import('../web/kubernetes/api-server-client.ts');
  const { createKubernetesAuthenticator, defaults } =
    await import('../web/kubernetes/kubernetes-authenticator.ts');
  try {
    await readCredentials(inPod);
  } catch (error) {
    throw refusal(errorText(error));
  }
  const apiServer = { host, port: Number(port), directory: inPod };
  const ask = createKubernetesAuthenticator({ ...defaults, ...apiServer, report: reportChanges(log) });
  return [{ challenge: 'Bearer', authenticate: ({ authorization }) => ask(authorization, askedPath, 'get') }];
}

function refusal(missing: string): OptionError {
  return new OptionError(
    '--web.authentication=kubernetes',
    'to run in a pod that mounts the token of its service account',
    missing,
  );
}

/** A scraper asks again and again: only what changes is logged. */
function reportChanges(log: Log): (trouble: string | undefined) => void {
  let last: string | undefined;
  return (trouble) => {
    if (trouble === last) return;
    last = trouble;
    if (trouble === undefined) log.info('the API server answers who may read the metrics again');
    else log.error('the API server cannot be asked who may read the metrics', { error: trouble });
  };
}
