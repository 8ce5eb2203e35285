// What a cluster's administrator creates: accounts, their tokens, and roles.

import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildOverlay } from '../manifests/kustomize.ts';
import type { KubeApiserver } from './kube-apiserver.ts';

type Body = Readonly<Record<string, unknown>>;

export type KubeObjects = {
  readonly create: (path: string, object: object) => Promise<Body>;
  readonly remove: (path: string) => Promise<void>;
  readonly createNamespace: (name: string) => Promise<Body>;
  /** Its uid. */
  readonly createAccount: (name: string, namespace?: string) => Promise<string>;
  readonly tokenOf: (name: string, namespace?: string, audiences?: readonly string[]) => Promise<string>;
  /** Binds the role of the manifests to an account of the namespace monitoring. */
  readonly letRead: (name: string) => Promise<Body>;
  /** An account that may read the metrics; its token. */
  readonly createReader: (name: string) => Promise<string>;
  /** Those of the manifests: the very objects that `kubectl apply -k` would send. */
  readonly applyRoles: (kinds?: readonly (keyof typeof rolePaths)[]) => Promise<void>;
};

const rbac = '/apis/rbac.authorization.k8s.io/v1';

const rolePaths = {
  ClusterRole: `${rbac}/clusterroles`,
  ClusterRoleBinding: `${rbac}/clusterrolebindings`,
} as const;

export const bindingPath = (name: string): string => `${rolePaths.ClusterRoleBinding}/${name}`;

export function accountPath(name: string, namespace = 'monitoring'): string {
  return `${accountsOf(namespace)}/${name}`;
}

function accountsOf(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/serviceaccounts`;
}

export function kubeObjects({ ask }: KubeApiserver): KubeObjects {
  const send = async (method: string, path: string, object?: object): Promise<Body> => {
    const { status, body } = await ask(method, path, object);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const create: KubeObjects['create'] = (path, object) => send('POST', path, object);

  const createAccount: KubeObjects['createAccount'] = async (name, namespace = 'monitoring') => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } };
    const { metadata } = await create(accountsOf(namespace), account);
    return (metadata as { readonly uid: string }).uid;
  };
  const tokenOf: KubeObjects['tokenOf'] = async (name, namespace, audiences) => {
    const { status } = await create(`${accountPath(name, namespace)}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 600, ...(audiences && { audiences }) },
    });
    return (status as { readonly token: string }).token;
  };
  const letRead: KubeObjects['letRead'] = (name) =>
    create(rolePaths.ClusterRoleBinding, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'peerproof-metrics-reader',
      },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'monitoring' }],
    });

  return {
    create,
    remove: async (path) => void (await send('DELETE', path)),
    createNamespace: (name) =>
      create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    createAccount,
    tokenOf,
    letRead,
    createReader: async (name) => {
      await createAccount(name);
      await letRead(name);
      return tokenOf(name);
    },
    applyRoles: async (kinds = ['ClusterRole', 'ClusterRoleBinding']) => {
      const objects = buildOverlay('overlays/kubeadm', ['kubernetes-authentication']);
      for (const kind of kinds) {
        for (const object of objects.filter((one) => one.kind === kind)) await create(rolePaths[kind], object);
      }
    },
  };
}

/** A token that the API server's own key signed, with any time of its end. */
export function signToken({ issuer, tokenKey }: KubeApiserver, name: string, uid: string, expires: number): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const issued = Math.floor(Date.now() / 1000) - 1000;
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: `system:serviceaccount:monitoring:${name}`,
    iat: issued,
    nbf: issued,
    exp: Math.floor(expires / 1000),
    'kubernetes.io': { namespace: 'monitoring', serviceaccount: { name, uid } },
  };
  const text = `${encode({ alg: 'ES256' })}.${encode(claims)}`;
  const key = createPrivateKey(readFileSync(tokenKey));
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
