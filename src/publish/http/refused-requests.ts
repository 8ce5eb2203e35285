// Refusals: answers that hold a status and its few words.

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

export function sendRefusal(response: ServerResponse, status: RefusalStatus, headers: ResponseHeaders): void {
  const body = `${refusals[status]}\n`;
  const own = { 'content-type': 'text/plain', 'content-length': String(body.length) };
  response.writeHead(status, { ...headers, ...own }).end(body);
}

/** A refusal as bytes, for a connection whose request could not be read. */
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
