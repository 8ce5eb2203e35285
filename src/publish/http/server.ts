// The HTTP server below every port: limits on what a client may send, hold or make it do.

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
import type { Admission, Gate, ResponseHeaders } from './gate.ts';
import { rawRefusal, refusals, type RefusalStatus, sendRefusal } from './refusals.ts';

/** Times in milliseconds. */
const limits = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  // Longer than usual scrape intervals, so that a scraper keeps its connection.
  keepAliveTimeout: 72_000,
  handshakeTimeout: 5000,
};
/** A client that takes nothing of its answer for so long is cut. */
const idleTimeout = 30_000;
const maxConnections = 64;
/** From here on, connections that are kept without a request give way. */
const manyConnections = 48;

const policyHeader = 'content-security-policy';

/** What every answer of a port says, whatever it is. */
const commonHeaders: ResponseHeaders = {
  [policyHeader]: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export type Protection = {
  /** Makes it an HTTPS server. */
  readonly tls?: TlsOptions | undefined;
  /** Asked before anything else. */
  readonly gate?: Gate | undefined;
};

/** What the gate said of requests that are being answered. */
const granted = new WeakMap<IncomingMessage, ResponseHeaders>();

/** A content security policy for this one answer, unless one is configured for all. */
export function setPolicy({ raw }: FastifyRequest, reply: FastifyReply, policy: string): void {
  if (granted.get(raw)?.[policyHeader] === undefined) void reply.header(policyHeader, policy);
}

function headersOf({ raw }: FastifyRequest): ResponseHeaders {
  return { ...commonHeaders, ...granted.get(raw) };
}

export function createBareServer({ tls, gate }: Protection = {}): FastifyInstance {
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: 1,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    serverFactory: (handle) => listener(gate === undefined ? handle : behind(gate, handle), tls),
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

/** A gate that fails lets nobody through. */
function behind(gate: Gate, handle: Handle): Handle {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, refusal } = await gate(request).catch(() => failed);
    granted.set(request, headers);
    if (refusal === undefined) handle(request, response);
    else sendRefusal(response, refusal.status, { ...commonHeaders, ...headers, ...refusal.headers });
  };
  return (request, response) => void pass(request, response);
}

function listener(handle: Handle, tls: TlsOptions | undefined): Server {
  const server =
    tls === undefined ? createHttpServer(limits, handle) : createHttpsServer({ ...limits, ...tls }, handle);
  server.timeout = idleTimeout;
  server.maxConnections = maxConnections;
  // Nobody is told to go on and send a body.
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

/** What could not be read as a request. Without one, as where TLS did not come about, there is nobody to answer. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  const status = unreadable(error.code ?? '');
  if (status === undefined || !socket.writable) socket.destroy();
  else socket.end(rawRefusal(status), () => socket.destroy());
}

function unreadable(code: string): RefusalStatus | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code.startsWith('HPE_') ? 400 : undefined;
}
