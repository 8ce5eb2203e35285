// The TLS client's second flight: it shows, before it is sent, whether the server requested a certificate.

const changeCipherSpec = 20;
const handshake = 22;
const applicationData = 23;
const headerLength = 5;

const clientHello = 1;
const certificate = 11;
const clientKeyExchange = 16;

/** Bytes that encryption adds to a TLS 1.3 message: the content type and the tag. */
const sealed = 1 + 16;
/** Finished: 4 bytes of header, then the hash (SHA-256 or SHA-384). */
const finishedOnly = new Set([4 + 32 + sealed, 4 + 48 + sealed]);
/** An empty Certificate message: 4 bytes of header, no context, an empty list. It answers a request and nothing else. */
const emptyCertificate = 4 + 1 + 3 + sealed;

export type Flight =
  | { readonly kind: 'incomplete' }
  /** A ClientHello, which has to be sent: the first, or the second after HelloRetryRequest. */
  | { readonly kind: 'hello'; readonly length: number }
  | { readonly kind: 'second'; readonly certificateRequested: boolean }
  | { readonly kind: 'unexpected' };

/** Classifies the bytes that the client wrote and has not sent yet. */
export function classifyFlight(bytes: Buffer): Flight {
  let offset = 0;
  while (bytes.length >= offset + headerLength) {
    const type = bytes[offset];
    const length = bytes.readUInt16BE(offset + 3);
    const end = offset + headerLength + length;
    if (type === applicationData) return classifyEncrypted(length);
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
  return message === clientKeyExchange ? { kind: 'second', certificateRequested: false } : { kind: 'unexpected' };
}

/** Only the lengths of two messages are evidence; an encrypted alert, for example, has another. */
function classifyEncrypted(length: number): Flight {
  if (length === emptyCertificate) return { kind: 'second', certificateRequested: true };
  return finishedOnly.has(length) ? { kind: 'second', certificateRequested: false } : { kind: 'unexpected' };
}
