// What a TLS client is about to send tells whether the server asked for its certificate: nothing needs to be sent to know.

const changeCipherSpec = 20;
const handshake = 22;
const applicationData = 23;
const headerLength = 5;

const clientHello = 1;
const certificate = 11;
const clientKeyExchange = 16;

/**
 * A TLS 1.3 record that holds nothing but Finished: 4 bytes of header, the hash (SHA-256 or SHA-384), the content type and the
 * 16 bytes of the tag. An empty Certificate makes a record of 25.
 */
const finishedOnly = new Set([4 + 32 + 1 + 16, 4 + 48 + 1 + 16]);

export type Flight =
  | { readonly kind: 'incomplete' }
  /** A ClientHello, the first or the one after HelloRetryRequest: it has to be sent. */
  | { readonly kind: 'hello'; readonly length: number }
  | { readonly kind: 'second'; readonly certificateRequested: boolean }
  | { readonly kind: 'unexpected' };

/** Looks at what the client wrote and did not send yet. */
export function classifyFlight(bytes: Buffer): Flight {
  let offset = 0;
  while (bytes.length >= offset + headerLength) {
    const type = bytes[offset];
    const length = bytes.readUInt16BE(offset + 3);
    const end = offset + headerLength + length;
    if (type === applicationData) return { kind: 'second', certificateRequested: !finishedOnly.has(length) };
    if (bytes.length < end) return { kind: 'incomplete' };
    if (type === handshake) return classifyHandshake(bytes[offset + headerLength], end);
    if (type !== changeCipherSpec) return { kind: 'unexpected' };
    offset = end;
  }
  return { kind: 'incomplete' };
}

function classifyHandshake(message: number | undefined, end: number): Flight {
  if (message === clientHello) return { kind: 'hello', length: end };
  if (message === certificate) return { kind: 'second', certificateRequested: true };
  return message === clientKeyExchange
    ? { kind: 'second', certificateRequested: false }
    : { kind: 'unexpected' };
}
