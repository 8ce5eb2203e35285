// Peer listeners for the wire probe: one answers, one says nothing, one hangs up.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

export type PeerListeners = { readonly urls: string; readonly conversations: () => number };

export async function startPeerListeners(): Promise<PeerListeners> {
  let conversations = 0;
  const identity = createIdentity();
  const answering = createTlsServer({ ...identity, requestCert: true, rejectUnauthorized: false });
  const silent = createServer((socket) => socket.resume());
  const rude = createServer((socket) => socket.destroy());
  const servers: readonly Server[] = [answering, silent, rude];
  const urls = await Promise.all(servers.map(listen));
  for (const server of servers)
    server.on('connection', (socket) => {
      conversations += 1;
      socket.on('error', () => undefined);
    });
  answering.on('tlsClientError', () => undefined);
  return { urls: urls.join(','), conversations: () => conversations };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

function createIdentity(): { readonly key: Buffer; readonly cert: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), 'peerproof-bench-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const words = ['req', '-x509', ...curve, '-subj', '/CN=peer', '-keyout', key, '-out', cert];
  execFileSync('openssl', words, { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
