// A fake API server with TokenReview and SubjectAccessReview, whose bodies the suite with a real kube-apiserver (1.20.2) checks.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createCertificateAuthority } from '../../e2e/certificates.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

export const reviewPaths = {
  token: '/apis/authentication.k8s.io/v1/tokenreviews',
  access: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
} as const;

export const reader = {
  username: 'system:serviceaccount:monitoring:reader',
  uid: 'd425baa5-32fa-48e6-8a60-7f28e3a8f7dd',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:monitoring', 'system:authenticated'],
} as const;

type Identity = { readonly username: string } & Readonly<Record<string, unknown>>;

/** The request that the real server accepted. */
export function tokenReviewBody(token: string): object {
  return { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
}

export function accessReviewBody({ username, ...user }: Identity): object {
  const nonResourceAttributes = { path: '/metrics', verb: 'get' };
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: username, extra: {}, ...user, nonResourceAttributes },
  };
}

/** The `status` that the real server returned. */
export const statuses = {
  authenticated: { authenticated: true, user: reader, audiences: ['https://kubernetes.default.svc'] },
  unknownToken: { user: {}, error: 'invalid bearer token' },
  allowed: {
    allowed: true,
    reason:
      'RBAC: allowed by ClusterRoleBinding "reader" of ClusterRole "peerproof-metrics-reader" to ServiceAccount "reader/monitoring"',
  },
  notAllowed: { allowed: false },
} as const;

export type Reply = (response: ServerResponse) => void;

export const created =
  (kind: 'TokenReview' | 'SubjectAccessReview', status: object): Reply =>
  (response) => {
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ kind, metadata: { creationTimestamp: null }, spec: {}, status }));
  };

type Question = { readonly path: string; readonly authorization: string | undefined; readonly body: unknown };

export type FakeApiServer = {
  readonly port: number;
  /** A service account's directory: its token and the server's authority. */
  readonly directory: string;
  readonly questions: readonly Question[];
  /** What is answered from now on. */
  readonly answer: (replies: { readonly token?: Reply; readonly access?: Reply }) => void;
};

/** Knows the reader, and allows what it asks, unless it is told otherwise. */
export async function startFakeApiServer(): Promise<FakeApiServer> {
  const directory = temporaryDirectory();
  const authority = createCertificateAuthority(directory, 'ca');
  const pair = authority.issue('server');
  writeFileSync(join(directory, 'token'), 'our-own\n');
  const questions: Question[] = [];
  let replies = {
    token: created('TokenReview', statuses.authenticated),
    access: created('SubjectAccessReview', statuses.allowed),
  };
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '', headers } = request;
    questions.push({ path, authorization: headers.authorization, body: JSON.parse(await textOf(request)) });
    (path === reviewPaths.token ? replies.token : replies.access)(response);
  };
  const server = createServer(
    { cert: readFileSync(pair.certificate), key: readFileSync(pair.key) },
    (request, response) => void reply(request, response),
  );
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    directory,
    questions,
    answer: (changed) => {
      replies = { ...replies, ...changed };
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string;
  return text;
}
