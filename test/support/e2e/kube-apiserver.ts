// A real kube-apiserver with its etcd, RBAC and service-account keys: what it takes to answer TokenReview and SubjectAccessReview.

import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { delimiter, join } from 'node:path';
import { createCertificateAuthority, type KeyPair } from './certificates.ts';
import { type Child, logTail, startChild } from './child-process.ts';
import { freePort } from './free-ports.ts';
import { waitUntil } from './wait-until.ts';

type ApiAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

export type KubeApiserver = {
  readonly port: number;
  readonly authority: KeyPair;
  /** Signs the tokens of service accounts. */
  readonly tokenKey: string;
  readonly issuer: string;
  /** As cluster administrator, unless another token is named. */
  readonly ask: (method: string, path: string, body?: object, token?: string) => Promise<ApiAnswer>;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
};

const administrator = 'administrator-of-the-tests';
const issuer = 'https://kubernetes.default.svc';

export function hasKubeApiserver(): boolean {
  const found = (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, 'kube-apiserver'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) process.stderr.write('tests with a real kube-apiserver skipped: no kube-apiserver on PATH\n');
  return found;
}

export async function startKubeApiserver(directory: string): Promise<KubeApiserver> {
  const authority = createCertificateAuthority(join(directory, 'pki'), 'ca');
  const [server, signer] = [authority.issue('apiserver'), authority.issue('service-accounts')];
  const [port, client] = [await freePort(), `http://127.0.0.1:${await freePort()}`];
  writeFileSync(join(directory, 'tokens.csv'), `${administrator},admin,admin,"system:masters"\n`);
  await startStore(directory, client);
  let child: Child | undefined;
  const ask: KubeApiserver['ask'] = (method, path, body, token = administrator) =>
    askApi({ port, authority, method, path, token, ...(body && { body }) });
  const start = async (): Promise<void> => {
    const options = [
      `--etcd-servers=${client}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--secure-port=${port}`,
      `--cert-dir=${directory}`,
      `--tls-cert-file=${server.certificate}`,
      `--tls-private-key-file=${server.key}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${join(directory, 'tokens.csv')}`,
      `--service-account-issuer=${issuer}`,
      `--service-account-key-file=${signer.certificate}`,
      `--service-account-signing-key-file=${signer.key}`,
      '--service-cluster-ip-range=10.96.0.0/24',
    ];
    child = await startChild({
      name: 'kube-apiserver',
      argv: ['kube-apiserver', ...options],
      environment: {},
      logDirectory: directory,
    });
    await untilReady(child, ask);
  };
  await start();
  return {
    port,
    authority,
    tokenKey: signer.key,
    issuer,
    ask,
    start,
    kill: async () => void (await child?.stop('SIGKILL')),
  };
}

async function startStore(directory: string, client: string): Promise<void> {
  const peer = `http://127.0.0.1:${await freePort()}`;
  mkdirSync(join(directory, 'store'));
  const options = [
    '--name=store',
    `--data-dir=${join(directory, 'store')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=store=${peer}`,
    '--unsafe-no-fsync',
  ];
  await startChild({ name: 'store', argv: ['etcd', ...options], environment: {}, logDirectory: directory });
}

async function untilReady(child: Child, ask: KubeApiserver['ask']): Promise<void> {
  let last = 'not asked yet';
  await waitUntil(
    async () => {
      if (child.hasExited()) throw new Error(`kube-apiserver did not stay up: ${logTail(child)}`);
      // Ready is not enough: the roles that come with Kubernetes are written after the start.
      const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:auth-delegator';
      const statuses = await Promise.all(
        ['/readyz', roles].map((path) => ask('GET', path).then(({ status }) => status, String)),
      );
      last = statuses.join(', ');
      return statuses.every((status) => status === 200) || undefined;
    },
    { timeoutMs: 300_000, everyMs: 200, describe: () => `it answered ${last}; ${logTail(child)}` },
  );
}

type ApiQuestion = {
  readonly port: number;
  readonly authority: KeyPair;
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body?: object;
};

function askApi({ port, authority, method, path, token, body }: ApiQuestion): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      timeout: 60_000,
      ca: readFileSync(authority.certificate),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    asked.once('error', reject);
    asked.once('timeout', () => asked.destroy(new Error('no answer in 10 s')));
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = text.startsWith('{');
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : { text } });
      });
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
