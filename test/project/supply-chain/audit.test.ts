// `make audit` must not look green when nobody was asked.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../support/e2e/free-ports.ts';
import { node, repository } from '../../support/peerproof-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function audit(registry: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    npm_config_registry: registry,
    npm_config_cache: temporaryDirectory(),
    npm_config_userconfig: '/dev/null',
    npm_config_fetch_retries: '0',
  };
  const child = spawn(node, [join(repository, 'scripts/audit.ts')], { cwd: repository, env });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** A registry that answers the question for advisories, and no other. */
async function registryWith(advisories: object): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const isAsked = request.method === 'POST' && request.url?.endsWith('/security/advisories/bulk') === true;
    response.writeHead(isAsked ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isAsked ? JSON.stringify(advisories) : '{}');
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${port}/`;
}

test('a registry that cannot be reached is no clean audit', async () => {
  const { code, output } = await audit(`http://127.0.0.1:${await freePort()}/`);
  expect(output.match(/: NOT ASKED: /g)).toHaveLength(3);
  expect(output).not.toContain('clean');
  expect(code).toBe(2);
});

test('a registry without signatures leaves that question open', async () => {
  const { code, output } = await audit(await registryWith({}));
  expect(output).toMatch(/^known vulnerabilities, of what runs: clean$/m);
  expect(output).toMatch(/^signatures of the registry: NOT ASKED: /m);
  expect(code).toBe(2);
});

test('a known vulnerability is named and ends with 1', async () => {
  const advisory = { id: 1, url: 'https://example.org/1', title: 'a flaw', severity: 'high' };
  const registry = await registryWith({ yaml: [{ ...advisory, vulnerable_versions: '<99' }] });
  const { code, output } = await audit(registry);
  expect(output).toMatch(/^known vulnerabilities, of what runs: found: .*yaml \(high\)/m);
  expect(code).toBe(1);
});
