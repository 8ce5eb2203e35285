// Requests to the cluster's API server, with the token and CA of the pod's service account.

import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { join } from 'node:path';
import type { Review } from './reviews.ts';

export type ApiServer = {
  readonly host: string;
  readonly port: number;
  /** The directory of the service account, with `token` and `ca.crt`. */
  readonly directory: string;
};

/** Size limit of a response in bytes; reviews have a few KiB. */
const maxAnswer = 256 * 1024;

/** Posts an object and returns the created object. Throws for any response but 201. */
export async function post(
  { host, port, directory }: ApiServer,
  { path, body }: Review,
  signal: AbortSignal,
): Promise<unknown> {
  const { token, ca } = await readCredentials(directory);
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'user-agent': 'peerproof',
    authorization: `Bearer ${token}`,
  };
  // Each request opens a connection, since a kept connection would be dead after a restart of the API server.
  const options = { host, port, path, method: 'POST', headers, ca, signal, agent: false } as const;
  const response = await exchange({ ...options, rejectUnauthorized: true }, JSON.stringify(body));
  const text = await textOf(response);
  if (response.statusCode !== 201)
    throw new Error(`the API server answered ${response.statusCode} to ${path}: ${messageOf(text)}`);
  return parse(text);
}

/** Reads token and CA anew for each request, since the kubelet renews them. Throws for a missing or empty file. */
export async function readCredentials(directory: string): Promise<{ readonly token: string; readonly ca: string }> {
  const [token = '', ca = ''] = await Promise.all(
    ['token', 'ca.crt'].map(async (name) => {
      const text = (await readFile(join(directory, name), 'utf8')).trim();
      if (text === '') throw new Error(`${join(directory, name)} is empty`);
      return text;
    }),
  );
  return { token, ca };
}

function exchange(options: RequestOptions, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // An abort raises an error on the request and another on the response, so `once` would miss the second.
    request(options, resolve).on('error', reject).end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxAnswer) throw new Error(`the API server answered more than ${maxAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Drops the message of JSON.parse, which quotes the text: a TokenReview repeats the token. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the API server answered no JSON');
  }
}

/** Extracts the message of a Status object, which names a missing role, for example. */
function messageOf(text: string): string {
  const [, message = '"no message"'] = /"message":\s*("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  return String(JSON.parse(message)).slice(0, 300);
}
