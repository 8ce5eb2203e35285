// Scrapes of our web server with bearer tokens that a real API server judges.

import { onTestFinished } from 'vitest';
import { createLog } from '../../../src/publish/log.ts';
import { createWeb } from '../../../src/commands/serve-web.ts';
import type { ApiServer } from '../../../src/web/kubernetes/api-server-client.ts';
import { createKubernetesAuthenticator, defaults } from '../../../src/web/kubernetes/kubernetes-authenticator.ts';
import type { CacheLimits } from '../../../src/web/kubernetes/access-cache.ts';
import { stopwatch } from '../stopwatch.ts';
import { waitUntil } from './wait-until.ts';

export type Scraper = {
  readonly scrape: (token: string) => Promise<number>;
  readonly troubles: readonly (string | undefined)[];
};

/** Our web server, which remembers for as long as a test wants. */
export async function scraperOf(
  apiServer: ApiServer,
  memory: Pick<CacheLimits, 'allowedFor' | 'refusedFor'>,
): Promise<Scraper> {
  const troubles: (string | undefined)[] = [];
  const ask = createKubernetesAuthenticator({
    ...apiServer,
    timeLimit: defaults.timeLimit,
    cache: { ...defaults.cache, ...memory },
    report: (trouble) => troubles.push(trouble),
  });
  const text = async (): Promise<Buffer> => Buffer.from('up 1\n');
  const exposition = { contentType: 'text/plain', refresh: () => undefined, text, gzip: text };
  const content = { exposition, telemetryPath: '/metrics', refresh: async () => undefined };
  const log = createLog({ level: 'error', format: 'logfmt', now: () => new Date(), write: () => undefined });
  const web = await createWeb(
    undefined,
    { ...content, page: () => ({ body: '', etag: '"1"', policy: '' }), report: () => ({}) },
    log,
    { challenge: 'Bearer', authenticate: ({ authorization }) => ask(authorization, '/metrics') },
  );
  const { app } = web;
  onTestFinished(web.close);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const scrape = async (token: string): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' };
    return (await fetch(`${url}/metrics`, { headers })).status;
  };
  return { scrape, troubles };
}

/** In milliseconds, until a scrape is answered so. */
export async function untilAnswered({ scrape }: Scraper, token: string, status: number): Promise<number> {
  const elapsed = stopwatch();
  let last = 0;
  await waitUntil(
    async () => {
      last = await scrape(token);
      return last === status || undefined;
    },
    { timeoutMs: 60_000, everyMs: 100, describe: () => `the last answer was ${last}` },
  );
  return elapsed();
}
