// `peerproof serve`: the agent and its servers, put together.

import { networkInterfaces } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Publication } from '../model/report.ts';
import { errorText } from '../model/result.ts';
import type { ServeOptions } from '../options/options.ts';
import { type ListenAddress, ListenError } from '../options/values.ts';
import { createHealthServer, type WebResources } from '../publish/http/routes.ts';
import type { Log } from '../publish/log.ts';
import type { Build } from '../publish/metrics/metrics.ts';
import type { createPageCache, RenderedPage } from '../publish/page/page-cache.ts';
import { createNodeAgent } from './serve-agent.ts';
import { createAuthenticator } from './serve-authentication.ts';
import { createWeb } from './serve-web.ts';

export type Service = {
  /** The address of the metrics, as host:port. */
  readonly address: string;
  /** Reads the web configuration and the files that it names again, at once. */
  readonly reload: () => void;
  readonly close: () => Promise<void>;
  /** An abandoned read holds a thread, and would hold up the end of the program. */
  readonly isHanging: () => boolean;
};

/**
 * Starts the agent and resolves once it listens and has made its first assessment. Throws a ListenError that names the option and
 * the address, and an OptionError for a web configuration that does not fit.
 */
export async function serve(options: ServeOptions, build: Build, log: Log): Promise<Service> {
  const nodeAgent = createNodeAgent(options, build, log);
  const { agent, metrics, latest } = nodeAgent;
  const resources: WebResources = {
    telemetryPath: options.telemetryPath,
    refresh: agent.refresh,
    exposition: metrics.exposition,
    page: lazyPage(options, build, latest),
    report: () => lazyReport(latest()),
  };
  const authenticator = await createAuthenticator(options, log);
  const web = await createWeb(options.webConfigFile, resources, log, authenticator);
  const health = createHealthServer({
    isReady: agent.isReady,
    unhealthyReason: () => unhealthyReason(latest(), agent.overdueBy()),
  });
  const close = async (): Promise<void> => {
    await Promise.all([nodeAgent.close(), web.close(), health.close()]);
  };
  const addresses = await listenOnBoth(web.app, health, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  await agent.start();
  logStartup(log, options, build, addresses);
  return { address: addresses.web, reload: web.reload, close, isHanging: nodeAgent.isHanging };
}

/** Loads the page at its first request, which on most nodes never comes. */
function lazyPage(
  { telemetryPath, probe }: ServeOptions,
  { version }: Build,
  latest: () => Publication | undefined,
): () => Promise<RenderedPage> {
  let served: ReturnType<typeof createPageCache> | undefined;
  return async () => {
    served ??= (await import('../publish/page/page-cache.ts')).createPageCache({
      version,
      telemetryPath,
      isProbing: probe === 'on',
    });
    return served(latest(), new Date());
  };
}

async function lazyReport(latest: Publication | undefined): Promise<object | undefined> {
  const { jsonReport } = await import('../publish/reports/json-report.ts');
  return latest && jsonReport(latest.report);
}

/** The reason why only a restart of the container can help, if there is any. */
function unhealthyReason(latest: Publication | undefined, overdueBy: number | undefined): string | undefined {
  // The mount shows a directory that was removed on the host.
  const causes = latest?.report.sources.flatMap((source) => source.causes) ?? [];
  const stale = causes.find(({ reason }) => reason === 'mount_stale');
  if (stale !== undefined || overdueBy === undefined) return stale?.detail;
  return `no assessment has come to its end for ${Math.round(overdueBy / 1000)} s`;
}

/** Addresses as host:port. */
type Addresses = { readonly web: string; readonly health: string };

function logStartup(log: Log, options: ServeOptions, build: Build, addresses: Addresses): void {
  const { nodeName: node, isNodeNameGiven } = options;
  if (!isNodeNameGiven)
    log.warn('neither --node-name nor NODE_NAME is given: the node is named after the host, in a pod after the pod', {
      node,
    });
  log.info('serving', { version: build.version, node, ...addresses });
}

async function listenOnBoth(web: FastifyInstance, health: FastifyInstance, options: ServeOptions): Promise<Addresses> {
  await listen(health, 'web.health-address', options.healthAddress);
  await listen(web, 'web.listen-address', options.listenAddress);
  return { web: addressOf(web), health: addressOf(health) };
}

async function listen(app: FastifyInstance, option: string, { host, port }: ListenAddress): Promise<void> {
  try {
    await app.listen({ host: host ?? everyAddress(), port });
  } catch (error) {
    throw new ListenError(`--${option}: cannot listen on ${host ?? ''}:${port}: ${errorText(error)}`, { cause: error });
  }
}

/** Returns `::`, which takes IPv4 as well; 0.0.0.0 where IPv6 is switched off. */
function everyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

function addressOf(app: FastifyInstance): string {
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${host}:${address.port}`;
}
