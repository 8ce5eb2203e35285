// The web port of the program as a process: signals, start-up, and a node that means ill.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { expect, test } from 'vitest';
import { createCertificateAuthority } from '../../support/e2e/certificates.ts';
import { waitUntil } from '../../support/e2e/wait-until.ts';
import { runPeerproof, servePeerproof } from '../../support/peerproof-process.ts';
import { asset } from '../../../src/publish/asset.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { ask } from '../../support/web/served-web.ts';

const [script, style] = [asset('page.js'), asset('page.css')];

const portOf = (web: string): number => Number(new URL(web).port);

test('SIGHUP reads certificates and users again at once, and never ends the agent', async () => {
  const directory = temporaryDirectory();
  const first = createCertificateAuthority(join(directory, 'first'), 'ca');
  const second = createCertificateAuthority(join(directory, 'second'), 'ca');
  const [old, renewed] = [first.issue('server'), second.issue('server')];
  const file = join(directory, 'web.yml');
  const write = (pair: typeof old, password: string): void => {
    const tls = `tls_server_config: {cert_file: ${pair.certificate}, key_file: ${pair.key}}`;
    writeFileSync(`${file}.new`, `${tls}\nbasic_auth_users: {me: ${hashSync(password, 4)}}\n`);
    renameSync(`${file}.new`, file);
  };
  write(old, 'one');
  const { web, child, stderr, ended } = await servePeerproof([
    `--web.config.file=${file}`,
    `--path.rootfs=${directory}`,
  ]);
  const status = async (ca: string, auth: string): Promise<number> =>
    (await ask(portOf(web), '/metrics', { ca: readFileSync(ca), auth })).status;
  expect(await status(first.certificate, 'me:one')).toBe(200);
  expect(await status(first.certificate, 'me:two')).toBe(401);
  write(renewed, 'two');
  child.kill('SIGHUP');
  // The limit is shorter than the agent's pause without a signal.
  await waitUntil(async () => stderr().includes('certificates of the web server were read again') || undefined, {
    timeoutMs: 1500,
    everyMs: 5,
    describe: stderr,
    pids: [child.pid ?? 0],
  });
  expect(stderr()).toContain('signal=SIGHUP');
  expect(await status(second.certificate, 'me:two')).toBe(200);
  expect(await status(second.certificate, 'me:one')).toBe(401);
  await expect(status(first.certificate, 'me:two')).rejects.toThrow(/certificate/);
  writeFileSync(file, 'a: [');
  child.kill('SIGHUP');
  await waitUntil(async () => stderr().includes('web configuration does not fit') || undefined, {
    timeoutMs: 30_000,
    everyMs: 5,
    describe: stderr,
  });
  expect(await status(second.certificate, 'me:two')).toBe(500);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('SIGHUP without a web configuration changes nothing', async () => {
  const { web, child, stderr } = await servePeerproof([`--path.rootfs=${temporaryDirectory()}`]);
  child.kill('SIGHUP');
  await waitUntil(async () => stderr().includes('SIGHUP') || undefined, {
    timeoutMs: 30_000,
    everyMs: 5,
    describe: stderr,
  });
  expect((await ask(portOf(web), '/metrics')).status).toBe(200);
});

test('a bad web configuration ends the start with 3 and one line that names it', async () => {
  const file = join(temporaryDirectory(), 'web.yml');
  writeFileSync(file, 'basic_auth_users: {me: hunter2}');
  const { code, stderr } = await runPeerproof([`--web.config.file=${file}`]);
  expect(code).toBe(3);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(
    /^peerproof: --web\.config\.file: expected the bcrypt hash of a password for the user "me".*, got ".*web\.yml: 7 characters that are none"\n$/,
  );
});

/** Files that the agent reads as code until it serves. */
async function modulesOf(args: readonly string[]): Promise<string> {
  const listing =
    'import { registerHooks } from "node:module"; import { writeSync } from "node:fs";' +
    'registerHooks({ load: (url, context, next) => { writeSync(2, `module ${url}\\n`); return next(url, context); } });';
  const environment = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(listing)}` };
  const { stderr } = await servePeerproof([`--path.rootfs=${temporaryDirectory()}`, ...args], {
    environment,
  });
  expect(stderr()).toContain('src/commands/serve.ts');
  return stderr();
}

test('without a web configuration nothing of it is loaded, and bcrypt only for users', async () => {
  const plain = await modulesOf([]);
  expect(plain).not.toContain('/src/web/');
  expect(plain).not.toContain('bcryptjs');
  const file = join(temporaryDirectory(), 'web.yml');
  writeFileSync(file, 'http_server_config: {headers: {X-Frame-Options: deny}}');
  const configured = await modulesOf([`--web.config.file=${file}`]);
  expect(configured).toContain('/src/web/web-security.ts');
  expect(configured).not.toContain('bcryptjs');
});

const hostile = `<script>alert('1')</script><img src=x onerror=alert(2)>"&`;

test('names of a node are never markup on its page', async () => {
  const rootfs = temporaryDirectory();
  const manifests = join(rootfs, 'etc/kubernetes/manifests');
  mkdirSync(manifests, { recursive: true });
  const pod = (name: string, command: readonly string[]): string =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'kube-system', labels: { component: 'etcd' } },
      spec: { containers: [{ name: 'etcd', image: hostile, command }] },
    });
  const flags = [`--name=${hostile}`, `--listen-peer-urls=http://192.0.2.1:2380`, `--peer-cert-file=/${hostile}`];
  writeFileSync(join(manifests, 'etcd.yaml'), pod(hostile, ['etcd', ...flags]));
  writeFileSync(join(manifests, `${hostile.replaceAll('/', '')}.yaml`), pod('etcd', ['etcd', '--bogus=<b>']));
  const { web } = await servePeerproof([`--path.rootfs=${rootfs}`, `--node-name=${hostile}`, '--probe=off']);
  const page = await ask(portOf(web), '/');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.body).toContain('&lt;script&gt;');
  const text = page.body.replace(`<style>${style}</style>`, '').replace(`<script>${script}</script>`, '');
  expect(text).not.toMatch(/<script|<style|<img|<b>|onerror=alert\(2\)>/);
  const tags = new Set([...text.matchAll(/<\/?([a-z\d!]+)/gi)].map(([, tag]) => tag));
  const document = '!doctype html head meta title link body header main footer nav section article div';
  const content = 'h1 h2 h3 h4 p a time span strong em bdi code wbr br pre ul ol li dl dt dd details summary';
  const rest = 'table thead tbody tr th td svg symbol path circle use';
  const own = [document, content, rest].flatMap((names) => names.split(' '));
  expect([...tags].filter((tag) => !own.includes(tag ?? ''))).toEqual([]);
  const report = await ask(portOf(web), '/api/v1/report');
  expect(report.headers['content-type']).toContain('application/json');
  expect(report.headers['x-content-type-options']).toBe('nosniff');
  expect(JSON.parse(report.body)).toMatchObject({ node: hostile });
  const metrics = await ask(portOf(web), '/metrics');
  expect(metrics.headers['content-type']).toMatch(/^text\/plain/);
});
