// A stream between the TLS client and the network that sends ClientHellos and withholds everything after them.

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { classifyFlight, type Flight } from './second-flight.ts';

/** A server that does not speak TLS, with the first bytes that it sent. */
export type Foreign = { readonly kind: 'foreign'; readonly bytes: Buffer };

type SecondFlight = Flight & { readonly kind: 'second' };

export type WithholdingStream = {
  readonly stream: Duplex;
  /** Resolves once the client would answer the server, or the server turns out to be foreign. */
  readonly flight: Promise<Foreign | SecondFlight>;
  /** Sends the held bytes, and everything that follows. */
  readonly release: () => void;
};

const tlsHandshake = 22;
const tlsAlert = 21;

/** Limit of what a listener may send during the handshake, in bytes: its chain of certificates has a few KiB. */
const maxHandshakeBytes = 256 * 1024;

/** Takes over reading from `network`, and destroys it when the handshake grows too large. */
export function withholdSecondFlight(network: Socket): WithholdingStream {
  const { promise: flight, resolve } = Promise.withResolvers<Awaited<WithholdingStream['flight']>>();
  const gate = createGate(network, resolve);
  const stream = new Duplex({
    read: () => network.resume(),
    write: (chunk: Buffer, _encoding, done) => gate.write(chunk, done),
    final: (done) => done(),
  });
  let received = 0;
  network.on('data', (chunk: Buffer) => {
    const isFirst = received === 0;
    received += chunk.length;
    if (isFirst && chunk[0] !== tlsHandshake && chunk[0] !== tlsAlert) resolve({ kind: 'foreign', bytes: chunk });
    else if (!gate.isOpen() && received > maxHandshakeBytes) network.destroy(new Error('handshake too large'));
    else if (!stream.push(chunk)) network.pause();
  });
  network.on('end', () => stream.push(null));
  // The TLS client must learn that the network is gone.
  network.on('close', () => stream.destroy());
  return { stream, flight, release: gate.open };
}

type Gate = {
  readonly write: (chunk: Buffer, done: () => void) => void;
  readonly open: () => void;
  readonly isOpen: () => boolean;
};

/** Sends ClientHellos at once, holds everything after them, and sends that too once it is open. */
function createGate(network: Socket, onSecondFlight: (flight: SecondFlight) => void): Gate {
  let held = Buffer.alloc(0);
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
    // Bytes other than the second flight are an alert: the server broke the protocol, and the client emits the error.
    state = 'holding';
    if (next.kind === 'second') onSecondFlight(next);
  };
  return {
    write: (chunk, done) => {
      if (state === 'open') {
        network.write(chunk, done);
        return;
      }
      held = Buffer.concat([held, chunk]);
      if (state === 'hello') sendHellos();
      done();
    },
    open: () => {
      state = 'open';
      network.write(held);
      held = Buffer.alloc(0);
    },
    isOpen: () => state === 'open',
  };
}
