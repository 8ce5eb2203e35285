import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasRequiredTools } from '../../support/e2e/required-tools.ts';
import { onTerminal, type Seen } from '../../support/pseudo-terminal.ts';
import { cannot } from '../../support/faults/abilities.ts';
import { processNamespace } from '../../support/faults/process-namespace.ts';

async function portOf(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port');
  return address.port;
}

/** Accepts, and says nothing. */
function silentServer(): Server {
  return createServer((socket) => {
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
  });
}

/** Lists one member to anyone, as a plaintext etcd does. */
function lonelyServer(): Server {
  return createHttpServer((request, response) => {
    response.end(request.url === '/members' ? '[{"id":1}]' : '{"etcdserver":"3.5.16"}');
  });
}

/** `peerproof check` on a terminal of a node with one etcd process, whose peer listener is this one. */
async function checkOn(url: string, redirection = '', environment = {}): Promise<Seen> {
  const namespace = await processNamespace();
  namespace.startEtcd([`ETCD_LISTEN_PEER_URLS=${url}`, 'ETCD_PEER_CERT_FILE=/c', 'ETCD_PEER_KEY_FILE=/k']);
  const words = ['check', '--rule=2.4', '--path.manifests=/nonexistent'];
  return await onTerminal(words, { columns: 120, through: namespace.through, redirection, environment });
}

const clear = '\r\u001B[K';

describe.skipIf(cannot('make process namespaces') || !hasRequiredTools('script'))(
  'while check waits on a terminal',
  () => {
    test('it says for which listener, and takes that back before it prints', async () => {
      const url = `https://127.0.0.1:${await portOf(silentServer())}`;
      const { code, text } = await checkOn(url);
      expect(code).toBe(0);
      expect(text).toContain(`${clear}asking the peer listener ${url}${clear}`);
      expect(text).toContain(`${clear}Node `);
      expect(text.slice(text.indexOf('Node '))).not.toContain('\r');
    });

    test('it says that a member list is to be repeated', async () => {
      const url = `http://127.0.0.1:${await portOf(lonelyServer())}`;
      const { code, text } = await checkOn(url);
      expect(code).toBe(0);
      expect(text).toContain(`${clear}waiting for the member list to be repeated${clear}`);
      expect(text).toContain(`${clear}Node `);
    });

    test.each([
      ['whose standard error is elsewhere', '2>/dev/null', {}],
      ['that obeys no codes', '', { TERM: 'dumb' }],
    ])('it says nothing on one %s', async (_what, redirection, environment) => {
      const url = `https://127.0.0.1:${await portOf(silentServer())}`;
      const { text } = await checkOn(url, redirection, environment);
      expect(text).toMatch(/^Node /);
      expect(text).not.toContain('asking');
      expect(text).toContain('does not answer: no answer within 3000 ms');
    });

    test('it says so too where only the report is redirected', async () => {
      const url = `https://127.0.0.1:${await portOf(silentServer())}`;
      const { text } = await checkOn(url, '>/dev/null');
      expect(text).toContain(`${clear}asking the peer listener ${url}${clear}`);
      expect(text.endsWith(clear)).toBe(true);
    });
  },
);
