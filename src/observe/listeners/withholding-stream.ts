// A stream between the TLS client and the network that sends ClientHellos and holds everything after them back.

import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { classifyFlight } from './second-flight.ts';

export type FlightEvents = {
  /** The client would now answer the server; called once. */
  readonly onSecondFlight: (flight: { readonly certificateRequested: boolean }) => void;
  /** The server does not speak TLS. Takes the first bytes that it sent; called once, instead of anything else. */
  readonly onForeign: (bytes: Buffer) => void;
};

export type WithholdingStream = {
  readonly stream: Duplex;
  /** Sends the held bytes, and everything that follows. */
  readonly release: () => void;
};

const tlsHandshake = 22;
const tlsAlert = 21;

/** Limit on what a listener sends before the handshake is over: its chain of certificates is a few KiB. In bytes. */
const maxHandshakeBytes = 256 * 1024;

export function withholdSecondFlight(
  network: Socket,
  { onSecondFlight, onForeign }: FlightEvents,
): WithholdingStream {
  let held = Buffer.alloc(0);
  let received = 0;
  let state: 'hello' | 'holding' | 'open' = 'hello';

  const look = (): void => {
    const flight = classifyFlight(held);
    if (flight.kind === 'hello') {
      network.write(held.subarray(0, flight.length));
      held = held.subarray(flight.length);
      if (held.length > 0) look();
    } else if (flight.kind === 'second') {
      state = 'holding';
      onSecondFlight(flight);
    } else if (flight.kind === 'unexpected') {
      // The client writes an alert: the server broke the protocol, and the client's error event says how.
      state = 'holding';
    }
  };
  const stream = new Duplex({
    read: () => network.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      if (state === 'open') {
        network.write(chunk, done);
        return;
      }
      held = Buffer.concat([held, chunk]);
      if (state === 'hello') look();
      done();
    },
    final: (done) => done(),
  });
  network.on('data', (chunk: Buffer) => {
    const first = received === 0;
    received += chunk.length;
    if (first && chunk[0] !== tlsHandshake && chunk[0] !== tlsAlert) onForeign(chunk);
    else if (state !== 'open' && received > maxHandshakeBytes)
      network.destroy(new Error('handshake too large'));
    else if (!stream.push(chunk)) network.pause();
  });
  network.on('end', () => stream.push(null));
  // The TLS client must learn that the network is gone.
  network.on('close', () => stream.destroy());
  return {
    stream,
    release: () => {
      state = 'open';
      network.write(held);
      held = Buffer.alloc(0);
    },
  };
}
