// A real TLS server on loopback that answers as a peer listener does, and counts what it saw.

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

export type PeerServer = {
  readonly port: number;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
  /** The codes of handshakes that did not end well. */
  readonly handshakeErrors: readonly string[];
  readonly connections: () => number;
};

export const oneMember = JSON.stringify([{ id: 1, peerURLs: ['https://127.0.0.1:2380'], name: 'cp-1' }]);
export const version = JSON.stringify({ etcdserver: '3.5.16', etcdcluster: '3.5.0' });

const answers: Readonly<Record<string, string>> = { '/members': oneMember, '/version': version };

/** `isMute`: it takes every request and answers none. */
export async function peerServer(options: TlsOptions, isMute = false): Promise<PeerServer> {
  const requests: string[] = [];
  const handshakeErrors: string[] = [];
  let connections = 0;
  const server = createServer(options, (request, response) => {
    requests.push(request.url ?? '');
    if (isMute) return;
    const body = answers[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => handshakeErrors.push(error.code ?? ''));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, requests, handshakeErrors, connections: () => connections };
}
