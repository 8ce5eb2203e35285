import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { createBareServer } from '../../../../src/publish/http/server.ts';
import { createHealthServer, createWebServer } from '../../../../src/publish/http/routes.ts';
import { plainContent } from '../../../support/web/served-web.ts';
import { converse } from '../../../support/publish/raw-http.ts';
import { timeOf } from '../../../support/stopwatch.ts';

async function portOf(app: FastifyInstance): Promise<number> {
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

const servers = {
  web: () => createWebServer(plainContent),
  health: () => createHealthServer({ isReady: () => true, unhealthyReason: () => undefined }),
};
const paths = { web: '/metrics', health: '/healthz' };

type Malformed = { readonly what: string; readonly bytes: string | Buffer; readonly status: number };

const malformed: readonly Malformed[] = [
  { what: 'no HTTP', bytes: 'hello\r\n\r\n', status: 400 },
  { what: 'TLS', bytes: Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]), status: 400 },
  { what: 'an unknown method', bytes: 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'a broken header', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', status: 400 },
  {
    what: 'a header with a control character',
    bytes: 'GET / HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n',
    status: 400,
  },
  { what: 'a folded header', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', status: 400 },
  { what: 'an unknown version', bytes: 'GET / HTTP/3.7\r\nHost: x\r\n\r\n', status: 400 },
  { what: 'no host', bytes: 'GET / HTTP/1.1\r\n\r\n', status: 400 },
  { what: 'a space in the path', bytes: 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', status: 400 },
  {
    what: 'a broken escape',
    bytes: 'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    status: 400,
  },
  {
    what: 'an escape that is no UTF-8',
    bytes: 'GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    status: 400,
  },
  {
    what: 'two lengths',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    status: 400,
  },
  {
    what: 'a length and chunks',
    bytes: 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    status: 400,
  },
  {
    what: 'more header than 8 KiB',
    bytes: `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(9000)}\r\n\r\n`,
    status: 431,
  },
  {
    what: 'a path of more than 8 KiB',
    bytes: `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    status: 431,
  },
];

for (const name of ['web', 'health'] as const) {
  test.each(malformed)(
    `the ${name} port answers $what with $status, and says nothing of itself`,
    async ({ bytes, status }) => {
      const port = await portOf(servers[name]());
      const answer = await converse(port, bytes).closed;
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(answer).not.toMatch(/node|fastify|error|HPE_|FST_|\/src|\.ts|\.js|server:/i);
      const [, body = ''] = answer.split('\r\n\r\n');
      expect(['', '0', 'bad request\n', 'header too large\n']).toContain(body);
    },
  );

  test(`the ${name} port refuses any method but GET and HEAD, and reads no body`, async () => {
    const port = await portOf(servers[name]());
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
      const head = `${method} ${paths[name]} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json`;
      // The body is announced and never sent: an answer that waits for it does not come.
      const answer = await converse(port, `${head}\r\nContent-Length: 1000000\r\n\r\n`).closed;
      expect(answer).toMatch(/^HTTP\/1\.1 405 /);
      expect(answer.toLowerCase()).toContain('\r\nallow: get, head\r\n');
      expect(answer).toMatch(/\r\n\r\nmethod not allowed\n$/);
    }
  });

  test(`the ${name} port takes no body with GET, and invites none`, async () => {
    const port = await portOf(servers[name]());
    const head = `GET ${paths[name]} HTTP/1.1\r\nHost: x\r\n`;
    for (const body of [
      'Content-Length: 5\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\n',
      'Content-Length: 5\r\nExpect: 100-continue\r\n\r\n',
    ]) {
      expect(await converse(port, head + body).closed).toMatch(/^HTTP\/1\.1 413 .*no body is accepted\n$/s);
    }
    const strange = `${head}Expect: tea\r\nConnection: close\r\n\r\n`;
    expect(await converse(port, strange).closed).toMatch(/^HTTP\/1\.1 200 /);
  });

  test(`the ${name} port ends CONNECT and ignores upgrades`, async () => {
    const port = await portOf(servers[name]());
    expect(await converse(port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n').closed).toBe('');
    const upgrade = 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n';
    const answer = await converse(port, `GET ${paths[name]} HTTP/1.1\r\nHost: x\r\n${upgrade}`).closed;
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
}

test('one connection serves many requests, also sent at once', async () => {
  const port = await portOf(servers.web());
  const one = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
  const last = 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const answer = await converse(port, one.repeat(20) + last).closed;
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(21);
});

test.each([
  ['GET http://other/metrics HTTP/1.1', 200],
  ['GET http://other/none HTTP/1.1', 404],
  ['GET //metrics HTTP/1.1', 404],
  ['GET /metrics/../none HTTP/1.1', 404],
  ['OPTIONS * HTTP/1.1', 405],
])('%s is answered with %i', async (line, status) => {
  const port = await portOf(servers.web());
  const answer = await converse(port, `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`).closed;
  expect(answer.split(' ')[1]).toBe(String(status));
});

test('a client that sends its request drop by drop is ended', async () => {
  const port = await portOf(servers.web());
  const silent = converse(port);
  const headers = converse(port, 'GET / HTTP/1.1\r\n');
  const dripping = setInterval(() => headers.socket.write('A: b\r\n'), 200);
  onTestFinished(() => clearInterval(dripping));
  const [dripped, waited] = await Promise.all([timeOf(headers.closed), timeOf(silent.closed)]);
  expect(await headers.closed).toMatch(/^HTTP\/1\.1 408 .*request timeout\n$/s);
  expect(dripped).toBeLessThan(9000);
  expect(waited).toBeLessThan(15_000);
});

test('connections without a request give way when there are many, and a crowd is kept out', async () => {
  const port = await portOf(servers.web());
  const keeping = Array.from({ length: 48 }, () => converse(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  await Promise.all(keeping.map(({ until }) => until('<p>page</p>')));
  const newcomer = converse(port, 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
  await newcomer.until('up 1');
  await Promise.all(keeping.map(({ closed }) => closed));
  // Connections that hold an unfinished request are not idle, and up to 64 are kept.
  const holding = Array.from({ length: 80 }, () => converse(port, 'GET / HTTP/1.1\r\n'));
  await Promise.race(holding.slice(70).map(({ closed }) => closed));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const open = holding.filter(({ socket }) => !socket.destroyed).length;
  expect(open).toBeGreaterThan(50);
  expect(open).toBeLessThanOrEqual(64);
});

test('an error of ours is told in two words', async () => {
  const app = createBareServer();
  app.get('/throws', () => {
    throw new Error('/etc/kubernetes/secret');
  });
  app.get('/rejects', async () => {
    throw Object.assign(new Error('/etc/kubernetes/secret'), { statusCode: 418, code: 'ESECRET' });
  });
  const port = await portOf(app);
  for (const path of ['/throws', '/rejects']) {
    const answer = await converse(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`).closed;
    expect(answer).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/);
    expect(answer).toMatch(/\r\n\r\ninternal error\n$/);
    expect(answer).toContain('x-content-type-options: nosniff');
  }
});

test('an access control that fails admits nobody', async () => {
  const accessControl = async (): Promise<never> => {
    throw new Error('broken');
  };
  const port = await portOf(createWebServer(plainContent, { accessControl }));
  const answer = await converse(port, 'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n').closed;
  expect(answer).toMatch(/^HTTP\/1\.1 500 .*\r\n\r\ninternal error\n$/s);
});
