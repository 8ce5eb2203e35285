// A TLS handshake that stops where the client would answer, and can be finished from there.

import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { type Foreign, withholdSecondFlight } from './withholding-stream.ts';

export type Handshake =
  | Foreign
  | {
      readonly kind: 'tls';
      readonly socket: TLSSocket;
      readonly certificateRequested: boolean;
      /** Sends the client's answer; resolves once the handshake is done. */
      readonly finish: () => Promise<void>;
    };

/** Rejects when the server closes, refuses or breaks the protocol before the client would answer. */
export async function beginHandshake(network: Socket): Promise<Handshake> {
  const { stream, flight, release } = withholdSecondFlight(network);
  const socket = connect({
    socket: stream,
    // The certificate is examined, not trusted; old and weak ones must show too.
    rejectUnauthorized: false,
    ciphers: 'DEFAULT@SECLEVEL=0',
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
  });
  const failure = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    network.on('error', reject);
    network.on('close', () => reject(new Error('closed the connection during the handshake')));
  });
  const outcome = await Promise.race([flight, failure]);
  if (outcome.kind === 'foreign') return outcome;
  // The socket has the certificate only once the TLS engine has returned from writing.
  await setImmediate();
  const { certificateRequested } = outcome;
  return { kind: 'tls', socket, certificateRequested, finish: () => finish(socket, release) };
}

/** A client of TLS 1.3 is done once it has written; with TLS 1.2 the server sends the last message. */
function finish(socket: TLSSocket, release: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed the connection during the handshake')));
    release();
    if (socket.getProtocol() === 'TLSv1.3') resolve();
    else socket.once('secureConnect', resolve);
  });
}
