// The HTTP server of every port: limits on a client's bytes, time and connections, and access control.

import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { rawRefusal, refusals, type RefusalStatus, type ResponseHeaders, sendRefusal } from './refusals.ts';

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
/** Inactivity after which a connection is closed, in milliseconds: a client may stop reading. */
const idleTimeout = 30_000;
const maxConnections = 64;
/** Number of connections above which idle ones are closed. */
const manyConnections = 48;

const policyHeader = 'content-security-policy';

/** Headers of every response, unless the access control sets others. */
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
  /** Headers of the response or refusal, by their names in lower case. */
  readonly headers: ResponseHeaders;
  /** `undefined` for an admitted request. */
  readonly refusal: Refusal | undefined;
};

/** Decides on each request before content is rendered. A rejection refuses the request with 500. */
export type AccessControl = (request: IncomingMessage) => Promise<Admission>;

export type ServerSecurity = {
  /** Options of an HTTPS server; `undefined` for HTTP. */
  readonly tls?: TlsOptions | undefined;
  readonly accessControl?: AccessControl | undefined;
};

/** Headers from the admission of each running request. */
const admissionHeaders = new WeakMap<IncomingMessage, ResponseHeaders>();

/** Sets the content security policy of a response, unless the access control sets it for all. */
export function setPolicy({ raw }: FastifyRequest, reply: FastifyReply, policy: string): void {
  if (admissionHeaders.get(raw)?.[policyHeader] === undefined) void reply.header(policyHeader, policy);
}

function headersOf({ raw }: FastifyRequest): ResponseHeaders {
  return { ...commonHeaders, ...admissionHeaders.get(raw) };
}

/** Creates a server without routes, which refuses every body and every method but GET and HEAD. */
export function createBareServer({ tls, accessControl }: ServerSecurity = {}): FastifyInstance {
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: 1,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    serverFactory: (handle) => createServer(accessControl ? guarded(accessControl, handle) : handle, tls),
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply: FastifyReply) => void refuse(reply.headers(headersOf(request)), 400),
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

/** Puts the access control before the handler. A failing access control admits nobody. */
function guarded(accessControl: AccessControl, handle: Handle): Handle {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, refusal } = await accessControl(request).catch(() => failed);
    admissionHeaders.set(request, headers);
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
  // A client that waits for permission to send a body gets a refusal.
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
