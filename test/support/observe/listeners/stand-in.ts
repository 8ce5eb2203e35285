// A TCP server on loopback that does to each connection what the test says, and counts the ends that were no proper ones.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type StandIn = {
  readonly port: number;
  readonly connections: () => number;
  /** How many connections the other side reset instead of ending them. */
  readonly resets: () => number;
  /** How many the other side ended as it should. */
  readonly ends: () => number;
  /** How many are open now. */
  readonly open: () => number;
};

export async function standIn(serve: (socket: Socket) => void): Promise<StandIn> {
  const sockets = new Set<Socket>();
  const counts = { connections: 0, resets: 0, ends: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    counts.connections += 1;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') counts.resets += 1;
    });
    socket.on('end', () => {
      counts.ends += 1;
    });
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
    // Unread, an end would not be seen.
    socket.resume();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => counts.connections,
    resets: () => counts.resets,
    ends: () => counts.ends,
    open: () => sockets.size,
  };
}

/** Given what one side said next and how many bytes came before it: what is passed on. */
type Change = (chunk: Buffer, before: number) => Buffer;

type Relay = {
  readonly fromServer?: Change;
  readonly fromClient?: Change;
  /** Both sides are closed once the server has said this many bytes. */
  readonly serverLimit?: number;
  readonly clientLimit?: number;
};

const unchanged: Change = (chunk) => chunk;

/** What stands between a probe and a real server: passes on, changes or cuts what either says. */
export function relayTo(port: number, relay: Relay = {}): (socket: Socket) => void {
  const { fromServer = unchanged, fromClient = unchanged } = relay;
  const { serverLimit = Infinity, clientLimit = Infinity } = relay;
  return (socket) => {
    const server = connect({ host: '127.0.0.1', port });
    const pass = (from: Socket, to: Socket, change: Change, limit: number): void => {
      let before = 0;
      from.on('data', (chunk: Buffer) => {
        const changed = change(chunk, before);
        before += chunk.length;
        if (to.writable) to.write(changed.subarray(0, changed.length - Math.max(0, before - limit)));
        if (before < limit) return;
        socket.end();
        server.end();
      });
      from.on('end', () => to.end());
    };
    server.on('error', () => socket.destroy());
    pass(server, socket, fromServer, serverLimit);
    pass(socket, server, fromClient, clientLimit);
    socket.on('close', () => server.destroy());
  };
}
