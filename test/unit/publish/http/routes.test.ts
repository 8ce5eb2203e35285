import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createMetrics } from '../../../../src/publish/metrics/metrics.ts';
import { createHealthServer, createWebServer, type WebResources } from '../../../../src/publish/http/routes.ts';

const { exposition } = createMetrics({ version: '1', revision: 'r', nodeVersion: 'v24' }, new Date());

function web(content: Partial<WebResources> = {}): FastifyInstance {
  const plain = {
    telemetryPath: '/metrics',
    refresh: async () => {},
    exposition,
    page: () => ({ body: '<p>page</p>', etag: '"1"', policy: "default-src 'none'" }),
    report: () => ({ node: 'cp-1' }),
    ...content,
  };
  const app = createWebServer(plain, undefined);
  onTestFinished(() => app.close());
  return app;
}

test('the metrics are text of the format 0.0.4', async () => {
  const { statusCode, headers, body } = await web().inject('/metrics');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(body).toContain('# TYPE peerproof_rule_status gauge\n');
  expect(body.endsWith('\n')).toBe(true);
});

test('the metrics are where the operator wants them, and nowhere else', async () => {
  const app = web({ telemetryPath: '/deep/er' });
  expect((await app.inject('/deep/er')).statusCode).toBe(200);
  expect((await app.inject('/metrics')).statusCode).toBe(404);
});

test('the page is HTML under a policy of its own, everything else under one that lets nothing run', async () => {
  const app = web();
  const { statusCode, headers, body } = await app.inject('/');
  expect([statusCode, body]).toEqual([200, '<p>page</p>']);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
  });
  for (const url of ['/metrics', '/api/v1/report', '/none']) {
    const answer = await app.inject(url);
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  }
});

test.each(['"1"', 'W/"1"', '"0", "1"'])('a page that the client has as %s is not sent again', async (known) => {
  const { statusCode, headers, body } = await web().inject({
    url: '/',
    headers: { 'if-none-match': known },
  });
  expect([statusCode, headers['etag'], body]).toEqual([304, '"1"', '']);
});

test.each(['"2"', '1', ''])('a page that the client has as %j is sent', async (known) => {
  const { statusCode, body } = await web().inject({ url: '/', headers: { 'if-none-match': known } });
  expect([statusCode, body]).toEqual([200, '<p>page</p>']);
});

test('a client that has the page is told of trouble all the same', async () => {
  const app = web({ refresh: async () => await Promise.reject(new Error('hangs')) });
  const { statusCode } = await app.inject({ url: '/', headers: { 'if-none-match': '"1"' } });
  expect(statusCode).toBe(500);
});

test.each(['/', '/api/v1/report', '/metrics', '/none'])(
  '%s may not be framed, kept, guessed at or told of',
  async (url) => {
    const { headers } = await web().inject(url);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'deny',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(Object.keys(headers)).not.toContain('server');
    expect(Object.keys(headers)).not.toContain('x-powered-by');
  },
);

test('the report is JSON, and an empty object before the first assessment', async () => {
  const { headers, body } = await web().inject('/api/v1/report');
  expect([headers['content-type'], body]).toEqual(['application/json; charset=utf-8', '{"node":"cp-1"}']);
  expect((await web({ report: () => undefined }).inject('/api/v1/report')).body).toBe('{}');
});

test.each(['/metrics', '/', '/api/v1/report'])('HEAD %s answers as GET does, without a body', async (url) => {
  const app = web();
  const [head, get] = [await app.inject({ method: 'HEAD', url }), await app.inject(url)];
  expect(head.statusCode).toBe(200);
  expect(head.body).toBe('');
  expect(head.headers['content-type']).toBe(get.headers['content-type']);
});

test.each([
  ['POST', '/metrics'],
  ['PUT', '/'],
  ['DELETE', '/api/v1/report'],
  ['OPTIONS', '/none'],
] as const)('%s %s is answered with 405 and what may be asked', async (method, url) => {
  const { statusCode, headers, body } = await web().inject({ method, url });
  expect([statusCode, headers['content-type'], body]).toEqual([405, 'text/plain', 'method not allowed\n']);
  expect(headers['allow']).toBe('GET, HEAD');
});

test.each(['/none', '/metrics/', '/healthz', '/..%2f..%2fetc%2fpasswd'])(
  'GET %s is answered with 404 and no more',
  async (url) => {
    const { statusCode, headers, body } = await web().inject(url);
    expect([statusCode, headers['content-type'], body]).toEqual([404, 'text/plain', 'not found\n']);
  },
);

test('a path that never ends is answered with 404', async () => {
  expect((await web().inject(`/${'x'.repeat(5000)}`)).statusCode).toBe(404);
});

test.each(['/metrics', '/', '/api/v1/report'])('%s waits until what it serves is fresh', async (url) => {
  const order: string[] = [];
  const app = web({
    refresh: async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push('fresh');
    },
    exposition: {
      ...exposition,
      text: async () => {
        order.push('served');
        return Buffer.alloc(0);
      },
    },
    page: () => {
      order.push('served');
      return { body: '', etag: '"1"', policy: '' };
    },
    report: () => {
      order.push('served');
      return {};
    },
  });
  await app.inject(url);
  expect(order).toEqual(['fresh', 'served']);
});

test.each(['/metrics', '/', '/api/v1/report'])(
  '%s is an error, without its text, where freshness fails',
  async (url) => {
    const app = web({
      refresh: async () => {
        throw new Error('a secret path');
      },
    });
    const { statusCode, body } = await app.inject(url);
    expect([statusCode, body]).toEqual([500, 'internal error\n']);
  },
);

type State = { ready: boolean; unhealthyReason: string | undefined };

function health(state: State): (url: string) => Promise<readonly [number, string]> {
  const app = createHealthServer({
    isReady: () => state.ready,
    unhealthyReason: () => state.unhealthyReason,
  });
  onTestFinished(() => app.close());
  return async (url) => {
    const { statusCode, body } = await app.inject(url);
    return [statusCode, body];
  };
}

test('ready is after the first assessment', async () => {
  const state: State = { ready: false, unhealthyReason: undefined };
  const ask = health(state);
  expect(await ask('/readyz')).toEqual([503, 'the first assessment is not done\n']);
  expect(await ask('/healthz')).toEqual([200, 'ok\n']);
  state.ready = true;
  expect(await ask('/readyz')).toEqual([200, 'ok\n']);
});

test('healthy is all but what only a restart mends', async () => {
  const state: State = { ready: true, unhealthyReason: undefined };
  const ask = health(state);
  expect(await ask('/healthz')).toEqual([200, 'ok\n']);
  state.unhealthyReason = '/manifests was removed on the host';
  expect(await ask('/healthz')).toEqual([503, '/manifests was removed on the host\n']);
  expect(await ask('/readyz')).toEqual([200, 'ok\n']);
});

test('the health port has no metrics', async () => {
  const ask = health({ ready: true, unhealthyReason: undefined });
  for (const url of ['/metrics', '/', '/api/v1/report']) expect(await ask(url)).toEqual([404, 'not found\n']);
});
