// The real web server on a port of the loopback, with a web configuration that a test can change.

import { renameSync, writeFileSync } from 'node:fs';
import { get as getHttp, type IncomingHttpHeaders } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createLog } from '../../../src/publish/log.ts';
import type { WebResources } from '../../../src/publish/http/routes.ts';
import { createWeb } from '../../../src/commands/serve-web.ts';
import type { Authenticator } from '../../../src/web/authenticator.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

export const plainContent: WebResources = {
  telemetryPath: '/metrics',
  refresh: async () => undefined,
  exposition: {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    refresh: () => undefined,
    text: async () => Buffer.from('up 1\n'),
    gzip: async () => Buffer.alloc(0),
  },
  page: () => ({ body: '<p>page</p>', etag: '"1"', policy: "default-src 'none'" }),
  report: () => ({ node: 'n' }),
};

export const silentLog = createLog({
  level: 'error',
  format: 'logfmt',
  write: () => undefined,
  now: () => new Date(),
});

export type Served = {
  readonly port: number;
  readonly file: string;
  readonly lines: readonly string[];
  /** Replaces the configuration as a careful editor does. */
  readonly write: (text: string) => void;
  readonly reload: () => void;
};

type Wanted = {
  readonly directory?: string;
  readonly content?: WebResources;
  readonly authenticator?: Authenticator | undefined;
};

export async function serveWeb(
  text: string,
  { directory = temporaryDirectory(), content = plainContent, authenticator }: Wanted = {},
): Promise<Served> {
  const file = join(directory, 'web.yml');
  const write = (next: string): void => {
    writeFileSync(`${file}.new`, next);
    renameSync(`${file}.new`, file);
  };
  write(text);
  return { file, write, ...(await listenOnLoopback(file, content, authenticator)) };
}

/** The same with a configuration file that is there already, or without one. */
export async function listenOnLoopback(
  file: string | undefined,
  content: WebResources,
  authenticator?: Authenticator,
): Promise<Pick<Served, 'port' | 'lines' | 'reload'>> {
  const lines: string[] = [];
  const log = createLog({
    level: 'info',
    format: 'logfmt',
    now: () => new Date(),
    write: (line) => lines.push(line),
  });
  const { app, reload, close } = await createWeb(file, content, log, authenticator);
  onTestFinished(close);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, lines, reload };
}

export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** One request on a connection of its own, unless `agent` says otherwise; over TLS with a `ca`. */
export function ask(port: number, path: string, options: RequestOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const get = options.ca === undefined ? getHttp : getHttps;
    const asked = get({ host: '127.0.0.1', port, path, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.once('error', reject);
  });
}
