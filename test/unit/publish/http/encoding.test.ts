import { gunzipSync } from 'node:zlib';
import { Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { createExposition } from '../../../../src/publish/metrics/exposition.ts';
import { createWebServer } from '../../../../src/publish/http/routes.ts';

type Server = ReturnType<typeof createWebServer>;

function server(): Server {
  const app = createWebServer({
    telemetryPath: '/metrics',
    refresh: async () => {},
    exposition: createExposition(
      new Registry(),
      () => 'live 1\n',
      () => 0,
    ),
    page: () => ({ body: '', etag: '"1"', policy: '' }),
    report: () => undefined,
  });
  onTestFinished(() => app.close());
  return app;
}

test.each([
  ['gzip', true],
  ['deflate, gzip;q=0.5', true],
  ['GZIP', true],
  ['gzip;q=1.0, *;q=0', true],
  ['gzip;q=0.001', true],
  ['gzip;q=0', false],
  ['gzip ; q=0.000, identity', false],
  ['identity', false],
  ['x-gzipped', false],
  [undefined, false],
])('a request that accepts %s is answered with gzip: %s', async (accepted, isCompressed) => {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  const response = await server().inject({ url: '/metrics', headers });
  expect(response.headers['content-encoding']).toBe(isCompressed ? 'gzip' : undefined);
  expect(response.headers['vary']).toBe('accept-encoding');
  const text = isCompressed ? gunzipSync(response.rawPayload).toString() : response.body;
  expect(text.trim()).toBe('live 1');
});

test('HEAD answers with the length of the body and without it', async () => {
  const app = server();
  const { body } = await app.inject({ url: '/metrics' });
  const head = await app.inject({ method: 'HEAD', url: '/metrics' });
  expect(head.statusCode).toBe(200);
  expect(head.body).toBe('');
  expect(head.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(Number(head.headers['content-length'])).toBe(body.length);
});
