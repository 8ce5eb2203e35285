// `peerproof serve`: the agent with its watchers and servers, put together.

import { networkInterfaces } from 'node:os';
import type { FastifyInstance } from 'fastify';
import { type Agent, createAgent } from '../agent/agent.ts';
import { type ListenAddress, ListenError } from '../options/values.ts';
import type { Policy, Report } from '../model/report.ts';
import { assess, assessAfter } from '../assess/assess.ts';
import { type OpenNode, openNode, policyOf } from '../assess/node.ts';
import { watchManifests } from '../observe/files/manifest-watcher.ts';
import type { Options } from '../options/options.ts';
import { createStatusHistory } from '../publish/status-history.ts';
import type { Log } from '../publish/log.ts';
import { type Build, createMetrics } from '../publish/metrics/metrics.ts';
import type { Publication } from '../model/publication.ts';
import type { createPageCache, RenderedPage } from '../publish/page/page-cache.ts';
import { createHealthServer, type WebResources } from '../publish/http/routes.ts';
import { createAuthenticators } from './serve-authentication.ts';
import { createWeb } from './serve-web.ts';

export type Service = {
  /** Where the metrics are served, as host:port. */
  readonly address: string;
  /** Reads the web configuration and the files that it names again, at once. */
  readonly reload: () => void;
  readonly close: () => Promise<void>;
  /** A read hangs, and would hold up the end of the program. */
  readonly isHanging: () => boolean;
};

/**
 * Starts the agent and resolves once it listens. Throws a ListenError that names the option and address, and an OptionError for a
 * web configuration that cannot be had as it is written.
 */
export async function serve(options: Options, build: Build, log: Log, pid: number): Promise<Service> {
  const metrics = createMetrics(build, new Date());
  const node = openNode(options, () => agent.hint('wire'), pid);
  const { reader, probes: prober } = node;
  const policy = policyOf(options);
  const record = createStatusHistory(log);
  let latest: Publication | undefined;
  const page = lazyPage(options, build);

  const agent = createAgent({
    // The first verdict waits for the listeners; later ones are not held up by them.
    assess: () => reportOf(node, policy, latest),
    changed: reader.changed,
    pause: reader.pause,
    publish: (report, trigger, seconds) => {
      latest = record(report, reader.watchMode());
      tellBugs(report);
      metrics.publish(latest, trigger, seconds);
      watcher.follow(reader.manifestDirectories());
    },
    onFailure: (error) => log.error('assessment failed', { error: describe(error) }),
    resyncInterval: options.resyncInterval,
  });
  const watcher = watchManifests(
    options.rootfs,
    () => agent.hint('manifest'),
    (error) => log.warn('the file watcher has trouble; changes are still looked for each second', { error }),
  );
  const tellBugs = bugTeller(log);
  const content: WebResources = {
    telemetryPath: options.telemetryPath,
    refresh: agent.refresh,
    exposition: metrics.exposition,
    // Both are loaded when they are first asked for, which on most nodes nobody does.
    page: () => page(latest),
    report: async () => {
      const { jsonReport } = await import('../publish/reports/json-report.ts');
      return latest === undefined ? undefined : jsonReport(latest.report);
    },
  };
  const authenticators = await createAuthenticators(options, log);
  const web = await createWeb(options.webConfigFile, content, log, authenticators);
  const health = createHealthServer({
    isReady: agent.isReady,
    unhealthyReason: () => staleMount(latest) ?? stuck(agent),
  });
  const close = async (): Promise<void> => {
    agent.stop();
    prober?.stop();
    reader.close();
    await Promise.all([watcher.close(), web.close(), health.close()]);
  };
  await listenOnBoth(health, web.app, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  await agent.start();
  tellServing(log, options, build, { web: show(web.app), health: show(health) });
  return { address: show(web.app), reload: web.reload, close, isHanging: reader.isHanging };
}

async function reportOf(node: OpenNode, policy: Policy, latest: Publication | undefined): Promise<Report> {
  const isFirst = latest === undefined;
  const assessment = isFirst
    ? await assessAfter(node, policy, (probes) => probes.answered())
    : await assess(node, policy);
  return assessment.report;
}

function lazyPage(
  { telemetryPath, probe }: Options,
  { version }: Build,
): (of: Publication | undefined) => Promise<RenderedPage> {
  let served: ReturnType<typeof createPageCache> | undefined;
  return async (of) => {
    served ??= (await import('../publish/page/page-cache.ts')).createPageCache({
      version,
      telemetryPath,
      isProbing: probe === 'on',
    });
    return served(of, new Date());
  };
}

/** Writes each of the agent's own failures once. */
function bugTeller(log: Log): (report: Report) => void {
  const told = new Set<string>();
  return ({ sources }) => {
    const causes = sources.flatMap(({ causes: own }) => own);
    for (const { detail } of causes.filter(({ reason }) => reason === 'internal_error')) {
      if (!told.has(detail)) log.error('a part of the node could not be assessed: a bug', { error: detail });
      told.add(detail);
    }
  };
}

/** A mount that shows a directory which is gone is only mended by a restart of the container. */
function staleMount(publication: Publication | undefined): string | undefined {
  const causes = publication?.report.sources.flatMap((source) => source.causes) ?? [];
  return causes.find(({ reason }) => reason === 'mount_stale')?.detail;
}

/** A loop that hangs answers nothing at all; one that turns and comes to no end says so here. */
function stuck(agent: Agent): string | undefined {
  const milliseconds = agent.overdueBy();
  return milliseconds === undefined
    ? undefined
    : `no assessment has come to its end for ${Math.round(milliseconds / 1000)} s`;
}

type Addresses = { readonly web: string; readonly health: string };

function tellServing(log: Log, options: Options, build: Build, addresses: Addresses): void {
  const { nodeName, isNodeNameGiven } = options;
  if (!isNodeNameGiven)
    log.warn(
      'neither --node-name nor NODE_NAME is given: the node is named after the host, in a pod after the pod',
      {
        node: nodeName,
      },
    );
  log.info('serving', { version: build.version, node: nodeName, ...addresses });
}

async function listenOnBoth(health: FastifyInstance, web: FastifyInstance, options: Options): Promise<void> {
  await listen(health, 'web.health-address', options.healthAddress);
  await listen(web, 'web.listen-address', options.listenAddress);
}

async function listen(app: FastifyInstance, option: string, { host, port }: ListenAddress): Promise<void> {
  try {
    await app.listen({ host: host ?? everyAddress(), port });
  } catch (error) {
    throw new ListenError(`--${option}: cannot listen on ${host ?? ''}:${port}: ${describe(error)}`, {
      cause: error,
    });
  }
}

/** `::` takes IPv4 as well, but does not exist where IPv6 is switched off. */
function everyAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.some(({ family }) => family === 'IPv6') ? '::' : '0.0.0.0';
}

function show(app: FastifyInstance): string {
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) return String(address);
  return address.family === 'IPv6'
    ? `[${address.address}]:${address.port}`
    : `${address.address}:${address.port}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
