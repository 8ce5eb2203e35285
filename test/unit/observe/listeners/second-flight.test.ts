import { describe, expect, test } from 'vitest';

import { classifyFlight } from '../../../../src/observe/listeners/second-flight.ts';
import { secondFlights, secondHello } from '../../../support/observe/listeners/recorded-flights.ts';

const changeCipherSpec = Buffer.from('140303000101', 'hex');
const clientHello = handshakeRecord(1, 1520);
const asked = { kind: 'second', certificateRequested: true } as const;
const notAsked = { kind: 'second', certificateRequested: false } as const;

/** A record with one handshake message of this type; its content does not matter. */
function handshakeRecord(message: number, length: number): Buffer {
  const record = Buffer.alloc(5 + length);
  record.set([22, 3, 3, length >> 8, length & 0xff, message]);
  return record;
}

function encryptedRecord(length: number): Buffer {
  const record = Buffer.alloc(5 + length, 0xa5);
  record.set([23, 3, 3, length >> 8, length & 0xff]);
  return record;
}

describe('what a client wrote and did not send', () => {
  test.each(secondFlights)(
    'is read in a recorded flight of $protocol: certificate requested $certificateRequested',
    ({ hex, certificateRequested }) => {
      expect(classifyFlight(Buffer.from(hex, 'hex'))).toEqual({ kind: 'second', certificateRequested });
    },
  );

  test('is a hello to be sent whole, also after the change cipher spec that follows a HelloRetryRequest', () => {
    const retry = Buffer.from(secondHello, 'hex');
    expect(retry.subarray(0, 6)).toEqual(changeCipherSpec);
    expect(classifyFlight(clientHello)).toEqual({ kind: 'hello', length: clientHello.length });
    expect(classifyFlight(retry)).toEqual({ kind: 'hello', length: retry.length });
  });

  test('is only the hello when more follows it', () => {
    const flight = Buffer.concat([clientHello, changeCipherSpec, encryptedRecord(53)]);
    expect(classifyFlight(flight)).toEqual({ kind: 'hello', length: clientHello.length });
    expect(classifyFlight(flight.subarray(clientHello.length))).toEqual(notAsked);
  });

  test.each([
    { length: 53, flight: notAsked },
    { length: 69, flight: notAsked },
    { length: 25, flight: asked },
  ])('tells by a TLS 1.3 record of $length bytes', ({ length, flight }) => {
    expect(classifyFlight(encryptedRecord(length))).toEqual(flight);
    expect(classifyFlight(Buffer.concat([changeCipherSpec, encryptedRecord(length)]))).toEqual(flight);
  });

  test.each([0, 17, 19, 24, 26, 52, 54, 68, 70, 300, 16_640])(
    'is no evidence in a TLS 1.3 record of %i bytes, such as an encrypted alert',
    (length) => {
      expect(classifyFlight(encryptedRecord(length))).toEqual({ kind: 'unexpected' });
    },
  );

  test.each([
    { message: 11, name: 'Certificate', flight: asked },
    { message: 16, name: 'ClientKeyExchange', flight: notAsked },
    { message: 20, name: 'Finished', flight: { kind: 'unexpected' } },
    { message: 2, name: 'ServerHello', flight: { kind: 'unexpected' } },
  ])('tells by a TLS 1.2 message of type $message ($name)', ({ message, flight }) => {
    expect(classifyFlight(handshakeRecord(message, 37))).toEqual(flight);
  });

  test.each([
    { name: 'an alert', bytes: Buffer.from('15030300020228', 'hex') },
    { name: 'a heartbeat', bytes: Buffer.from('1803030003010000', 'hex') },
    { name: 'HTTP', bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    { name: 'an SSH banner', bytes: Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'.repeat(1000)) },
    { name: 'an empty handshake record', bytes: Buffer.from('1603030000', 'hex') },
  ])('never reads a demand into $name', ({ bytes }) => {
    expect(['unexpected', 'incomplete']).toContain(classifyFlight(bytes).kind);
    expect(classifyFlight(bytes)).not.toHaveProperty('certificateRequested');
  });
});

describe('a flight cut at any byte', () => {
  test('is incomplete until the hello is whole', () => {
    const retry = Buffer.from(secondHello, 'hex');
    for (let length = 0; length < retry.length; length += 1) {
      expect(classifyFlight(retry.subarray(0, length)), `${length} bytes`).toEqual({ kind: 'incomplete' });
    }
  });

  test.each(secondFlights)(
    'says of $protocol nothing, or what the whole one says (certificate requested $certificateRequested)',
    ({ hex, certificateRequested }) => {
      const whole = Buffer.from(hex, 'hex');
      const seen = new Set<string>();
      for (let length = 0; length <= whole.length; length += 1) {
        seen.add(JSON.stringify(classifyFlight(whole.subarray(0, length))));
      }
      const second = { kind: 'second', certificateRequested };
      expect([...seen]).toEqual([JSON.stringify({ kind: 'incomplete' }), JSON.stringify(second)]);
    },
  );
});
