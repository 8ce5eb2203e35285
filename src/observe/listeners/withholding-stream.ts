// A stream between the TLS client and the network that sends ClientHellos and holds everything after them back.

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { classifyFlight, type Flight } from './second-flight.ts';

/** The server does not speak TLS; `bytes` are the first that it sent. */
export type Foreign = { readonly kind: 'foreign'; readonly bytes: Buffer };

export type WithholdingStream = {
  readonly stream: Duplex;
  /** Resolves once the client would answer the server, or the server turns out to be foreign. */
  readonly flight: Promise<Foreign | (Flight & { readonly kind: 'second' })>;
  /** Sends the held bytes, and everything that follows. */
  readonly release: () => void;
};

const tlsHandshake = 22;
const tlsAlert = 21;

/** Limit on what a listener sends before the handshake is over: its chain of certificates is a few KiB. In bytes. */
const maxHandshakeBytes = 256 * 1024;

export function withholdSecondFlight(network: Socket): WithholdingStream {
  const { promise: flight, resolve } = Promise.withResolvers<Awaited<WithholdingStream['flight']>>();
  let held = Buffer.alloc(0);
  let received = 0;
  let state: 'hello' | 'holding' | 'open' = 'hello';

  const sendHellos = (): void => {
    const next = classifyFlight(held);
    if (next.kind === 'incomplete') return;
    if (next.kind === 'hello') {
      network.write(held.subarray(0, next.length));
      held = held.subarray(next.length);
      if (held.length > 0) sendHellos();
      return;
    }
    // Other bytes than the second flight are an alert: the server broke the protocol, and the client's error event says how.
    state = 'holding';
    if (next.kind === 'second') resolve(next);
  };
  const stream = new Duplex({
    read: () => network.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (state === 'open') network.write(chunk, done);
      else {
        held = Buffer.concat([held, chunk]);
        if (state === 'hello') sendHellos();
        done();
      }
    },
    final: (done) => done(),
  });
  network.on('data', (chunk: Buffer) => {
    const isFirst = received === 0;
    received += chunk.length;
    if (isFirst && chunk[0] !== tlsHandshake && chunk[0] !== tlsAlert)
      resolve({ kind: 'foreign', bytes: chunk });
    else if (state !== 'open' && received > maxHandshakeBytes)
      network.destroy(new Error('handshake too large'));
    else if (!stream.push(chunk)) network.pause();
  });
  network.on('end', () => stream.push(null));
  // The TLS client must learn that the network is gone.
  network.on('close', () => stream.destroy());
  return {
    stream,
    flight,
    release: () => {
      state = 'open';
      network.write(held);
      held = Buffer.alloc(0);
    },
  };
}
