import { readFileSync } from 'node:fs';
import { request } from 'node:https';

import type { KeyPair } from './certificates.ts';

export type Answer = { readonly status: number; readonly body: string };

type Question = {
  readonly port: number;
  readonly path: string;
  readonly authority: KeyPair;
  readonly client?: KeyPair;
  readonly post?: string;
};

// One connection for each question: a kept one would outlive the etcd that it was made to.
export function askHttps({ port, path, authority, client, post }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path,
      method: post === undefined ? 'GET' : 'POST',
      agent: false,
      timeout: 20_000,
      ca: readFileSync(authority.certificate),
      ...(client && { cert: readFileSync(client.certificate), key: readFileSync(client.key) }),
    });
    asked.once('error', reject);
    asked.once('timeout', () => asked.destroy(new Error('no answer in 20 s')));
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asked.end(post);
  });
}
