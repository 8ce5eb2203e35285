// The web server as its configuration wants it: plain, or with TLS that follows its files.

import { Server } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Log } from './publish/log.ts';
import { createWebServer, type WebContent } from './publish/server.ts';
import { readWebConfig } from './web-config.ts';
import { renewTls, tlsOptions } from './web-tls.ts';

export type Web = { readonly app: FastifyInstance; readonly close: () => Promise<void> };

/** Throws an OptionError when the web configuration cannot be had as it is written. */
export async function createWeb(configFile: string | undefined, content: WebContent, log: Log): Promise<Web> {
  const tls = configFile === undefined ? undefined : await readWebConfig(configFile);
  if (tls === undefined) {
    const app = createWebServer(content);
    return { app, close: () => app.close() };
  }
  const app = createWebServer(content, await tlsOptions(tls));
  const renewal = renewTls(
    tls,
    (material) => {
      if (app.server instanceof Server) app.server.setSecureContext(material);
    },
    (error) => {
      if (error === undefined) log.info('certificates of the web server were read again');
      else log.error('certificates of the web server do not fit; the old ones stay in force', { error });
    },
  );
  return {
    app,
    close: async () => {
      renewal.stop();
      await app.close();
    },
  };
}
