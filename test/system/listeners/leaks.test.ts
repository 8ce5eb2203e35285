import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getActiveResourcesInfo } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { probePeer } from '../../../src/observe/listeners/peer-probe.ts';
import { type Identity, makeIdentity } from '../../support/observe/listeners/identities.ts';
import { peerServer } from '../../support/observe/listeners/peer-server.ts';
import { answerName } from '../../support/observe/listeners/answer-name.ts';
import { standIn } from '../../support/observe/listeners/stand-in.ts';

type Held = { readonly descriptors: number; readonly resources: Readonly<Record<string, number>> };

/** What this process holds; resources of its own that come and go are left out. */
function held(): Held {
  const kinds = getActiveResourcesInfo().filter((kind) => !passing.has(kind));
  const resources = Object.fromEntries([...Map.groupBy(kinds, String)].map(([kind, own]) => [kind, own.length]));
  return { descriptors: readdirSync('/proc/self/fd').length, resources };
}

/** Of the test runner, and of reading /proc. */
const passing = new Set(['Immediate', 'FSReqCallback', 'MessagePort']);

async function probeMany(count: number, port: number, totalTimeout: number): Promise<Map<string, number>> {
  const kinds = new Map<string, number>();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const answer = await probePeer({ host: '127.0.0.1', port }, { connectTimeout: 1000, totalTimeout });
      kinds.set(answerName(answer), (kinds.get(answerName(answer)) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return kinds;
}

describe('after many conversations nothing is held that was not held before', () => {
  let directory: string;
  let identity: Identity;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'peerproof-'));
    identity = makeIdentity(directory, 'peer');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each([
    { requestCert: true, count: 9000, expected: 'tls, demands a certificate' },
    { requestCert: false, count: 1000, expected: 'tls' },
  ])(
    'with a TLS server, over $count conversations that report "$expected"',
    async ({ requestCert, count, expected }) => {
      const { port } = await peerServer({ ...identity, requestCert });
      expect(await probeAndLookBack(count, port)).toEqual({ answers: { [expected]: count }, left: nothing });
    },
  );

  test.each([
    { name: 'in plaintext', serve: (socket: Socket) => socket.end(badRequest), expected: 'plaintext' },
    { name: 'by closing', serve: (socket: Socket) => socket.end(), expected: 'no_answer' },
    { name: 'by a reset', serve: (socket: Socket) => socket.resetAndDestroy(), expected: 'no_answer' },
    { name: 'by silence', serve: () => undefined, totalTimeout: 20, expected: 'no_answer' },
  ])('with a server that answers $name', async ({ serve, totalTimeout, expected }) => {
    const { port } = await standIn(serve);
    const outcome = await probeAndLookBack(1000, port, totalTimeout);
    expect(outcome).toEqual({ answers: { [expected]: 1000 }, left: nothing });
  });
});

const badRequest = 'HTTP/1.1 400 Bad Request\r\n\r\n';
const nothing = { descriptors: 0, resources: {} };

type Outcome = { readonly answers: Readonly<Record<string, number>>; readonly left: Held };

async function probeAndLookBack(count: number, port: number, totalTimeout = 5000): Promise<Outcome> {
  // Once before: what the first conversation loads stays.
  await probeMany(20, port, totalTimeout);
  await untilQuiet();
  const before = held();
  const answers = await probeMany(count, port, totalTimeout);
  await untilQuiet();
  return { answers: Object.fromEntries(answers), left: beyond(before, held()) };
}

/** The server's ends of the last conversations are still closing for a moment. */
async function untilQuiet(): Promise<void> {
  await expect.poll(() => held().resources['TCPSocketWrap'] ?? 0, { timeout: 50_000 }).toBe(0);
}

/** What is held now beyond what was. */
function beyond(before: Held, now: Held): Held {
  const more = Object.entries(now.resources).map(
    ([kind, count]) => [kind, count - (before.resources[kind] ?? 0)] as const,
  );
  return {
    descriptors: now.descriptors - before.descriptors,
    resources: Object.fromEntries(more.filter(([, count]) => count > 0)),
  };
}
