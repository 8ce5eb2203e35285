import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { WireAnswer } from '../../../../src/model/listener.ts';
import { probePeer } from '../../../../src/observe/listeners/peer-probe.ts';
import { cpuTime } from '../../../support/cpu-time.ts';
import { type Identity, makeIdentity } from '../../../support/observe/listeners/identities.ts';
import { oneMember, peerServer, version } from '../../../support/observe/listeners/peer-server.ts';
import { answerName, type AnswerName } from '../../../support/observe/listeners/answer-name.ts';
import { relayTo, standIn } from '../../../support/observe/listeners/stand-in.ts';
import { timeOf } from '../../../support/stopwatch.ts';

const host = '127.0.0.1';
const limits = { connectTimeout: 500, totalTimeout: 1000 };
/** A slow machine may be late, but not by another second. In milliseconds. */
const patience = limits.totalTimeout + 800;

let directory: string;
let identity: Identity;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
  identity = makeIdentity(directory, 'peer');
});
afterAll(() => rmSync(directory, { recursive: true }));

async function ask(port: number): Promise<WireAnswer> {
  const asked = probePeer({ host, port }, limits);
  expect(await timeOf(asked)).toBeLessThan(patience);
  return await asked;
}

async function askStandIn(serve: (socket: Socket) => void): Promise<WireAnswer> {
  return ask((await standIn(serve)).port);
}

/** Plaintext as etcd serves it; `answer` writes the response to a GET of a path. */
function plaintext(answer: (socket: Socket, path: string) => void): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (chunk: Buffer) => {
      const [, path] = /^GET (\S+) HTTP/.exec(chunk.toString('latin1')) ?? [];
      if (path === undefined) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request');
      else answer(socket, path);
    });
  };
}

function ok(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const noAnswer = (detail: unknown = expect.any(String)): unknown => ({ kind: 'no_answer', detail });
const outOfTime = `no answer within ${limits.totalTimeout} ms`;

describe('a listener that is no peer listener', () => {
  test('that accepts and says nothing gives no answer, in time', async () => {
    expect(await askStandIn(() => undefined)).toEqual(noAnswer(outOfTime));
  });

  test('that drips a byte each 200 ms gives no answer, in time', async () => {
    const hello = Buffer.from('160303007a020000760303', 'hex');
    const drip = (socket: Socket): void => {
      let next = 0;
      const timer = setInterval(() => socket.write(hello.subarray(next, (next += 1))), 200);
      socket.on('close', () => clearInterval(timer));
    };
    expect(await askStandIn(drip)).toEqual(noAnswer(outOfTime));
  });

  test('that resets every connection gives no answer', async () => {
    expect(await askStandIn((socket) => socket.resetAndDestroy())).toEqual(noAnswer('ECONNRESET'));
  });

  test('that nobody listens on gives no answer', async () => {
    const { port } = await standIn(() => undefined);
    expect(await ask(port === 1 ? 2 : 1)).toEqual(noAnswer('ECONNREFUSED'));
  });

  test.each([
    { name: 'an SSH banner', bytes: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n' },
    { name: 'a MySQL greeting', bytes: '\x4a\x00\x00\x00\x0a8.0.30\x00' },
    { name: 'zeros', bytes: '\0'.repeat(4096) },
    { name: 'half a word of HTTP', bytes: 'HT' },
  ])('that says $name speaks neither TLS nor HTTP', async ({ bytes }) => {
    const answer = await askStandIn((socket) => socket.write(Buffer.from(bytes, 'latin1')));
    expect(answer).toEqual(noAnswer('it speaks neither TLS nor HTTP'));
  });

  test.each([
    { name: 'an alert', bytes: '15030100020228' },
    { name: 'a ServerHello of nonsense', bytes: `1603030050${'02'.repeat(80)}` },
    { name: 'handshake records without an end', bytes: `16030340${'00'.repeat(20_000)}` },
  ])('that answers with $name gives no answer', async ({ bytes }) => {
    const answer = await askStandIn((socket) => socket.write(Buffer.from(bytes, 'hex')));
    expect(answer).toEqual(noAnswer());
  });

  test('that floods the handshake is cut off', async () => {
    const flood = (socket: Socket): void => {
      const record = Buffer.concat([Buffer.from('1603034000', 'hex'), Buffer.alloc(0x4000, 2)]);
      const more = (): void => {
        while (socket.writable && socket.write(record)) continue;
      };
      socket.on('drain', more);
      more();
    };
    expect(await askStandIn(flood)).toEqual(noAnswer());
  });
});

describe('a plaintext listener', () => {
  test('that lists one member and its version is reported with both', async () => {
    const serve = plaintext((socket, path) => socket.end(ok(path === '/members' ? oneMember : version)));
    expect(await askStandIn(serve)).toEqual({ kind: 'plaintext', members: { count: 1, version: '3.5.16' } });
  });

  test('that keeps the connection open after its answer is read all the same', async () => {
    const serve = plaintext((socket, path) => socket.write(ok(path === '/members' ? oneMember : version)));
    expect(await askStandIn(serve)).toEqual({ kind: 'plaintext', members: { count: 1, version: '3.5.16' } });
  });

  test.each([
    { name: 'without end', respond: endless },
    { name: 'in a status other than 200', respond: (socket: Socket) => socket.end(serverError) },
    { name: 'in another protocol', respond: (socket: Socket) => socket.write(switching) },
    { name: 'in no HTTP', respond: (socket: Socket) => socket.end('hello\r\n') },
    { name: 'with nothing', respond: (socket: Socket) => socket.end() },
    { name: 'never', respond: () => undefined },
    { name: 'with a header that is too large', respond: (socket: Socket) => socket.end(hugeHeader) },
    { name: 'with half a body', respond: (socket: Socket) => socket.end(ok(oneMember).slice(0, -5)) },
    { name: 'with no JSON', respond: (socket: Socket) => socket.end(ok('[{')) },
    { name: 'with no list', respond: (socket: Socket) => socket.end(ok('{"members":[]}')) },
    { name: 'with an empty list', respond: (socket: Socket) => socket.end(ok('[]')) },
    { name: 'with a huge list', respond: (socket: Socket) => socket.end(ok(hugeList)) },
  ])('that lists its members $name is plaintext without a member list', async ({ respond }) => {
    const answer = await askStandIn(plaintext(respond));
    expect(answer).toEqual({ kind: 'plaintext', members: undefined });
  });

  test('that lists its members and hides its version is reported without it', async () => {
    const serve = plaintext((socket, path) => {
      if (path === '/members') socket.end(ok(oneMember));
    });
    expect(await askStandIn(serve)).toEqual({ kind: 'plaintext', members: { count: 1, version: undefined } });
  });
});

const serverError = 'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n[]';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n';
const hugeHeader = `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n[]`;
const hugeList = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: `cp-${id}` })));

function endless(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket.write('1\r\n[\r\n'), 5);
  socket.on('close', () => clearInterval(timer));
}

describe('a TLS listener', () => {
  const open = { kind: 'tls', clientCertificateRequired: false };
  const either = ['TLSv1.2', 'TLSv1.3'] as const;

  test('that serves a chain of 10 MB gives no answer', async () => {
    const chain = identity.cert.toString();
    const copies = Math.ceil((10 * 1024 * 1024) / certificateBytes(join(directory, 'identity.crt')));
    const { port } = await peerServer({ ...identity, cert: chain.repeat(copies) });
    let answer: WireAnswer | undefined;
    const spent = await cpuTime(async () => {
      answer = await probePeer({ host, port }, { ...limits, totalTimeout: 60_000 });
    });
    expect(answer).toEqual(noAnswer('ERR_SSL_EXCESSIVE_MESSAGE_SIZE'));
    expect(spent).toBeLessThan(patience);
  });

  // As an etcd that is still looking for its cluster.
  test.each(either)('that answers no request over %s is one that asks for no certificate', async (only) => {
    const { port, requests } = await peerServer({ ...identity, minVersion: only, maxVersion: only }, true);
    expect(await ask(port)).toMatchObject({ ...open, members: undefined });
    expect(requests).toEqual(['/members']);
  });

  test('that never finishes TLS 1.2 gives no answer', async () => {
    const { port } = await peerServer({ ...identity, maxVersion: 'TLSv1.2' });
    const onlyHello = (chunk: Buffer, before: number): Buffer => (before === 0 ? chunk : Buffer.alloc(0));
    expect(await askStandIn(relayTo(port, { fromClient: onlyHello }))).toEqual(noAnswer(outOfTime));
  });

  test.each(either)('that closes at any point of %s gives the right answer or none', async (only) => {
    const server = await peerServer({ ...identity, minVersion: only, maxVersion: only, requestCert: true });
    const answers = new Set<AnswerName>();
    for (const serverLimit of [1, 5, 6, 50, 100, 127, 128, 133, 150, 200, 300, 400, 500, 600, 700, 5000]) {
      answers.add(answerName(await askStandIn(relayTo(server.port, { serverLimit }))));
    }
    expect([...answers].toSorted()).toEqual(['no_answer', 'tls, demands a certificate']);
  });

  test.each(either)('that closes after the client has finished %s gives the right answer or none', async (only) => {
    const server = await peerServer({ ...identity, minVersion: only, maxVersion: only });
    const answers = new Set<AnswerName>();
    for (const clientLimit of [1, 1530, 1531, 1540, 1590, 1600, 1620, 1700, 5000]) {
      answers.add(answerName(await askStandIn(relayTo(server.port, { clientLimit }))));
    }
    expect([...answers].toSorted()).toEqual(['no_answer', 'tls']);
  });

  test.each(either)('with any one byte of %s changed never gives the wrong answer', async (only) => {
    const heardFrom = async (requestCert: boolean): Promise<readonly AnswerName[]> => {
      const { port } = await peerServer({ ...identity, minVersion: only, maxVersion: only, requestCert });
      const places = Array.from({ length: 150 }, (_, index) => index * 14);
      const answers = await Promise.all(places.map((at) => answerWithout(at, port)));
      // A conversation in which nothing is changed, by itself: on a busy machine the crowd runs out of time.
      let unchanged: AnswerName = 'no_answer';
      while (unchanged === 'no_answer') unchanged = await answerWithout(10_000, port);
      return [...new Set([...answers, unchanged])].toSorted();
    };
    expect(await heardFrom(true)).toEqual(['no_answer', 'tls, demands a certificate']);
    expect(await heardFrom(false)).toEqual(['no_answer', 'tls']);
  });
});

/** What a server says whose byte at this place was changed on the way. */
async function answerWithout(at: number, port: number): Promise<AnswerName> {
  const change = (chunk: Buffer, before: number): Buffer => flipped(chunk, at - before);
  const relay = await standIn(relayTo(port, { fromServer: change }));
  return answerName(await probePeer({ host, port: relay.port }, { connectTimeout: 2000, totalTimeout: 3000 }));
}

function flipped(chunk: Buffer, at: number): Buffer {
  const copy = Buffer.from(chunk);
  if (at >= 0 && at < copy.length) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

/** Of the certificate as it is sent. */
function certificateBytes(file: string): number {
  return execFileSync('openssl', ['x509', '-in', file, '-outform', 'DER']).length;
}
