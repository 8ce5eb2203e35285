// Bytes to a server and bytes back, as no HTTP client would send them.

import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Conversation = {
  readonly socket: Socket;
  readonly received: () => string;
  /** Resolves with everything that came, once the server has closed the connection. */
  readonly closed: Promise<string>;
  /** Resolves as soon as what came has this text. */
  readonly until: (text: string) => Promise<string>;
};

export function converse(port: number, bytes: string | Buffer = ''): Conversation {
  let text = '';
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  // A server that closes while we still send resets the connection: what came before still counts.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => void socket.once('close', () => resolve(text)));
  socket.write(bytes);
  const until = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text.includes(wanted)) resolve(text);
      };
      socket.on('data', look).once('close', () => reject(new Error(`closed after ${JSON.stringify(text)}`)));
      look();
    });
  return { socket, received: () => text, closed, until };
}
