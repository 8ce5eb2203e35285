// The routes: metrics, page and report on a port, health on another port without credentials.

import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Exposition } from '../metrics/exposition.ts';
import { createBareServer, type ServerSecurity, setPolicy } from './server.ts';
import type { RenderedPage } from '../page/page-cache.ts';
import { escapeControlCharacters } from '../control-characters.ts';

export type WebResources = {
  readonly telemetryPath: string;
  /** Resolves once the resources are no older than the node's state, or after `timeout` milliseconds. */
  readonly refresh: (timeout?: number) => Promise<void>;
  readonly exposition: Exposition;
  readonly page: () => RenderedPage | Promise<RenderedPage>;
  /** The JSON report; `undefined` before the first assessment. */
  readonly report: () => Promise<object | undefined> | object | undefined;
};

export function createWebServer(resources: WebResources, security?: ServerSecurity): FastifyInstance {
  const { telemetryPath, refresh, exposition, page, report } = resources;
  const app = createBareServer(security);
  app.get(telemetryPath, async ({ headers }, reply) => {
    await refresh(refreshTimeout(headers));
    void reply.header('content-type', exposition.contentType).header('vary', 'accept-encoding');
    if (!acceptsGzip(headers['accept-encoding'])) return reply.send(await exposition.text());
    return reply.header('content-encoding', 'gzip').send(await exposition.gzip());
  });
  app.get('/', async (request, reply) => {
    await refresh();
    const { body, etag, policy } = await page();
    setPolicy(request, reply, policy);
    void reply.header('content-type', 'text/html; charset=utf-8').header('etag', etag);
    return hasETag(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.send(body);
  });
  app.get('/api/v1/report', async (_request, reply) => {
    await refresh();
    // Names from the node must not control a terminal.
    const json = escapeControlCharacters(JSON.stringify((await report()) ?? {}));
    return reply.header('content-type', 'application/json; charset=utf-8').send(json);
  });
  return app;
}

/** Time reserved for sending the response, in milliseconds. */
const reserve = 500;
/** Prometheus' default scrape timeout, in milliseconds. */
const defaultTimeout = 10_000;
/** Limit of the timeout that a request may announce, in milliseconds. */
const maxTimeout = 60_000;

/** Time limit of a refresh before a scrape, in milliseconds. */
export function refreshTimeout(headers: IncomingHttpHeaders): number {
  const announced = Number(headers['x-prometheus-scrape-timeout-seconds']) * 1000;
  const timeout = Number.isFinite(announced) && announced > 0 ? Math.min(announced, maxTimeout) : defaultTimeout;
  return Math.max(timeout - reserve, timeout / 2);
}

/** Reports whether an If-None-Match header names the tag, which a proxy may have made weak. */
function hasETag(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** Reports whether an Accept-Encoding header names gzip with a weight above 0. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(header ?? ''));
}

export type Health = {
  /** Reports whether the first assessment is done, whatever its verdict. */
  readonly isReady: () => boolean;
  /** Returns the reason to restart the agent; `undefined` without a reason. */
  readonly unhealthyReason: () => string | undefined;
};

export function createHealthServer({ isReady, unhealthyReason }: Health): FastifyInstance {
  const app = createBareServer();
  const serveState = (path: string, findProblem: () => string | undefined): void => {
    app.get(path, (_request, reply) => {
      const problem = findProblem();
      const status = problem === undefined ? 200 : 503;
      return reply
        .code(status)
        .type('text/plain')
        .send(`${problem ?? 'ok'}\n`);
    });
  };
  serveState('/healthz', unhealthyReason);
  serveState('/readyz', () => (isReady() ? undefined : 'the first assessment is not done'));
  return app;
}
