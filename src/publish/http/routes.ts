// The HTTP face: metrics, page and report on one port, health on another that needs no credentials.

import type { FastifyInstance } from 'fastify';
import type { Exposition } from '../metrics/exposition.ts';
import { createBareServer, type ServerSecurity, setPolicy } from './server.ts';
import type { RenderedPage } from '../page/page-cache.ts';
import { scrapeBudget } from './scrape-budget.ts';
import { escapeControlCharacters } from '../control-characters.ts';

export type WebContent = {
  readonly telemetryPath: string;
  /** Resolves once what is served is no older than the node's state. `budget` is in milliseconds. */
  readonly refresh: (budget?: number) => Promise<void>;
  readonly exposition: Exposition;
  readonly page: () => RenderedPage | Promise<RenderedPage>;
  /** The JSON report; `undefined` before the first assessment. */
  readonly report: () => Promise<object | undefined> | object | undefined;
};

export function createWebServer(content: WebContent, security?: ServerSecurity): FastifyInstance {
  const app = createBareServer(security);
  app.get(content.telemetryPath, async (request, reply) => {
    await content.refresh(scrapeBudget(request.headers));
    const { exposition } = content;
    void reply.header('content-type', exposition.contentType).header('vary', 'accept-encoding');
    if (!acceptsGzip(request.headers['accept-encoding'])) return reply.send(await exposition.text());
    return reply.header('content-encoding', 'gzip').send(await exposition.gzip());
  });
  app.get('/', async (request, reply) => {
    await content.refresh();
    const { body, etag, policy } = await content.page();
    setPolicy(request, reply, policy);
    void reply.header('content-type', 'text/html; charset=utf-8').header('etag', etag);
    return isKnown(etag, request.headers['if-none-match']) ? reply.code(304).send() : reply.send(body);
  });
  app.get('/api/v1/report', async (_request, reply) => {
    await content.refresh();
    // Whoever prints it with a terminal tool is spared what a node's names could do to the terminal.
    const json = escapeControlCharacters(JSON.stringify((await content.report()) ?? {}));
    return reply.header('content-type', 'application/json; charset=utf-8').send(json);
  });
  return app;
}

/** Whether the client has it already; a proxy may have made a tag weak. */
function isKnown(etag: string, header: string | undefined): boolean {
  return (header ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** Whether a request may be answered with gzip: it names it, and not with a weight of 0. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(header ?? ''));
}

export type Health = {
  /** The first assessment is done. Never tied to the verdict. */
  readonly isReady: () => boolean;
  /** Why the agent should be restarted, if it should. */
  readonly unhealthyReason: () => string | undefined;
};

export function createHealthServer({ isReady, unhealthyReason }: Health): FastifyInstance {
  const app = createBareServer();
  app.get('/healthz', (_request, reply) => {
    const problem = unhealthyReason();
    return reply
      .code(problem === undefined ? 200 : 503)
      .type('text/plain')
      .send(`${problem ?? 'ok'}\n`);
  });
  app.get('/readyz', (_request, reply) => {
    const ready = isReady();
    return reply
      .code(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ok\n' : 'the first assessment is not done\n');
  });
  return app;
}
