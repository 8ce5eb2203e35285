// The HTTP server of every port: limits on a client's bytes, time and connections, and access control.

import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  rawRefusal,
  refusals,
  type RefusalStatus,
  type ResponseHeaders,
  sendRefusal,
} from './refused-requests.ts';

/** Times in milliseconds. */
const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  // A scraper keeps its connection: scrape intervals are usually shorter.
  keepAliveTimeout: 72_000,
  handshakeTimeout: 5000,
};
/** Time after which the connection of a client that reads nothing is closed, in milliseconds. */
const idleTimeout = 30_000;
const maxConnections = 64;
/** Number of connections above which idle ones are closed. */
const manyConnections = 48;

const policyHeader = 'content-security-policy';

/** Headers of every answer, unless the access control has others. */
const commonHeaders: ResponseHeaders = {
  [policyHeader]: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export type Refusal = {
  readonly status: 401 | 403 | 429 | 500 | 503;
  readonly headers?: ResponseHeaders;
};

export type Admission = {
  /** Headers for the answer, by their names in lower case, whether or not it is a refusal. */
  readonly headers: ResponseHeaders;
  /** `undefined`: the request may be answered. */
  readonly refusal: Refusal | undefined;
};

/** Decides on each request before any content is made. */
export type AccessControl = (request: IncomingMessage) => Promise<Admission>;

export type ServerSecurity = {
  /** Makes it an HTTPS server. */
  readonly tls?: TlsOptions | undefined;
  readonly accessControl?: AccessControl | undefined;
};

/** Headers of the admission of each request that is being answered. */
const granted = new WeakMap<IncomingMessage, ResponseHeaders>();

/** A content security policy for this one answer, unless one is configured for all. */
export function setPolicy({ raw }: FastifyRequest, reply: FastifyReply, policy: string): void {
  if (granted.get(raw)?.[policyHeader] === undefined) void reply.header(policyHeader, policy);
}

function headersOf({ raw }: FastifyRequest): ResponseHeaders {
  return { ...commonHeaders, ...granted.get(raw) };
}

export function createBareServer({ tls, accessControl }: ServerSecurity = {}): FastifyInstance {
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: 1,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    serverFactory: (handle) => createServer(accessControl ? behind(accessControl, handle) : handle, tls),
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply: FastifyReply) =>
      void refuse(reply.headers(headersOf(request)), 400),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headersOf(request));
    const announcesBody = hasBody(request);
    if (announcesBody) reply.header('connection', 'close');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return await refuse(reply.header('allow', 'GET, HEAD'), 405);
    return announcesBody ? await refuse(reply, 413) : undefined;
  });
  app.setErrorHandler((_error, _request, reply) => refuse(reply, 500));
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404));
  return app;
}

function refuse(reply: FastifyReply, status: RefusalStatus): FastifyReply {
  return reply.code(status).type('text/plain').send(`${refusals[status]}\n`);
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

const failed: Admission = { headers: {}, refusal: { status: 500 } };

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** An access control that fails admits nobody. */
function behind(accessControl: AccessControl, handle: Handle): Handle {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, refusal } = await accessControl(request).catch(() => failed);
    granted.set(request, headers);
    if (refusal === undefined) handle(request, response);
    else sendRefusal(response, refusal.status, { ...commonHeaders, ...headers, ...refusal.headers });
  };
  return (request, response) => void pass(request, response);
}

function createServer(handle: Handle, tls: TlsOptions | undefined): Server {
  const server =
    tls === undefined ? createHttpServer(limits, handle) : createHttpsServer({ ...limits, ...tls }, handle);
  server.timeout = idleTimeout;
  server.maxConnections = maxConnections;
  // No client is invited to send a body.
  server.on('checkContinue', handle).on('checkExpectation', handle);
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    if (open > manyConnections) server.closeIdleConnections();
  });
  return server;
}

/** Answers a malformed request; closes the socket if TLS failed, since no reply can be sent. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  const status = parseErrorStatus(error.code ?? '');
  if (status === undefined || !socket.writable) socket.destroy();
  else socket.end(rawRefusal(status), () => socket.destroy());
}

function parseErrorStatus(code: string): RefusalStatus | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code.startsWith('HPE_') ? 400 : undefined;
}
