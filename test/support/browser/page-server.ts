// A publication on its page, by the agent's own web server.

import { createMetrics } from '../../../src/publish/metrics/metrics.ts';
import type { Publication } from '../../../src/model/report.ts';
import { createPageCache } from '../../../src/publish/page/page-cache.ts';
import { createWebServer } from '../../../src/publish/http/routes.ts';

export type PageServer = {
  readonly url: string;
  readonly close: () => Promise<void>;
};

const version = '0.1.0';

/** As if it were `at`. */
export async function servePage(publication: Publication, at: Date): Promise<PageServer> {
  const page = createPageCache({ version, telemetryPath: '/metrics', isProbing: true });
  const { exposition } = createMetrics({ version, revision: 'r', nodeVersion: 'v24' }, at);
  const app = createWebServer({
    telemetryPath: '/metrics',
    refresh: async () => undefined,
    exposition,
    page: () => page(publication, at),
    report: () => ({}),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
