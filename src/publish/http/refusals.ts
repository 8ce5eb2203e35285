// Refusals: responses with a status and a short text.

import type { ServerResponse } from 'node:http';

export type ResponseHeaders = Readonly<Record<string, string>>;

export const refusals = {
  400: 'bad request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  408: 'request timeout',
  413: 'no body is accepted',
  429: 'too many requests',
  431: 'header too large',
  500: 'internal error',
  503: 'unavailable, try again later',
} as const;

export type RefusalStatus = keyof typeof refusals;

/** Sends a refusal; its content headers take precedence over `headers`. */
export function sendRefusal(response: ServerResponse, status: RefusalStatus, headers: ResponseHeaders): void {
  const body = `${refusals[status]}\n`;
  const contentHeaders = { 'content-type': 'text/plain', 'content-length': String(body.length) };
  response.writeHead(status, { ...headers, ...contentHeaders }).end(body);
}

/** Formats a refusal for a connection whose request could not be parsed. */
export function rawRefusal(status: RefusalStatus): string {
  const body = `${refusals[status]}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${refusals[status]}`,
    'connection: close',
    'content-type: text/plain',
    `content-length: ${body.length}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
