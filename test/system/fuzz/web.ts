// A web server as the agent has it, with a small exposition.
import { Registry } from 'prom-client';
import { createExposition } from '../../../src/publish/metrics/exposition.ts';
import { createWebServer } from '../../../src/publish/http/routes.ts';

export async function startWeb(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const exposition = createExposition(
    new Registry(),
    () => 'live 1\n',
    () => 0,
  );
  const app = createWebServer({
    telemetryPath: '/metrics',
    refresh: async () => {},
    exposition,
    page: () => ({ body: '<p>page</p>', etag: '"1"', policy: "default-src 'none'" }),
    report: () => ({}),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    close: async () => await app.close(),
  };
}
