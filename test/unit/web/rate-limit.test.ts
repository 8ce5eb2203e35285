import { expect, test } from 'vitest';
import { cpuTime } from '../../support/cpu-time.ts';
import { ask, serveWeb } from '../../support/web/served-web.ts';

test('requests above the limit get 429 on every path, before any password is looked at', async () => {
  const hash = `$2b$16$${'a'.repeat(53)}`;
  const { port } = await serveWeb(`rate_limit: {interval: 1h, burst: 3}\nbasic_auth_users: {me: ${hash}}`);
  const statuses: number[] = [];
  for (const path of ['/', '/none', '/metrics', '/metrics', '/', '/none']) {
    statuses.push((await ask(port, path)).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
  // A check at this cost would take seconds.
  const refused = async (): Promise<void> => expect((await ask(port, '/', { auth: 'me:wrong' })).status).toBe(429);
  expect(await cpuTime(refused)).toBeLessThan(1000);
});

test('requests pass again after the interval, and other changes of the file keep the count', async () => {
  const limit = 'rate_limit: {interval: 1s, burst: 1}';
  const { port, write } = await serveWeb(limit);
  expect((await ask(port, '/')).status).toBe(200);
  write(`${limit}\nhttp_server_config: {http2: false}`);
  expect((await ask(port, '/')).status).toBe(429);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect((await ask(port, '/')).status).toBe(200);
});
