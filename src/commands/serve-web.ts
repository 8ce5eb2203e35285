// The web server as configured: open, or behind TLS, passwords and limits that follow their files.

import type { FastifyInstance } from 'fastify';
import { OptionError } from '../options/values.ts';
import type { Log } from '../publish/log.ts';
import { createWebServer, type WebResources } from '../publish/http/routes.ts';
import type { Authenticator } from '../web/authenticator.ts';
import type { WebSecurity } from '../web/web-security.ts';

export type Web = {
  readonly app: FastifyInstance;
  /** Reads the web configuration and its files again, at once. */
  readonly reload: () => void;
  readonly close: () => Promise<void>;
};

/** Creates the web server. Throws an OptionError for an invalid web configuration. */
export async function createWeb(
  configFile: string | undefined,
  resources: WebResources,
  log: Log,
  authenticator?: Authenticator,
): Promise<Web> {
  const isOpen = configFile === undefined && authenticator === undefined;
  const security = isOpen ? undefined : await openSecurity(configFile, authenticator, log);
  const app = createWebServer(resources, security);
  security?.attach(app.server);
  return {
    app,
    reload: () => security?.reload(),
    close: async () => {
      security?.stop();
      await app.close();
    },
  };
}

/** Loads the code of web security, which an open server does without. */
async function openSecurity(
  configFile: string | undefined,
  authenticator: Authenticator | undefined,
  log: Log,
): Promise<WebSecurity> {
  const { openWebSecurity, WebConfigError } = await import('../web/web-security.ts');
  try {
    return openWebSecurity(configFile, authenticator, log);
  } catch (error) {
    if (!(error instanceof WebConfigError)) throw error;
    throw new OptionError('--web.config.file', error.expected, `${configFile ?? ''}: ${error.found}`);
  }
}
