// HTTP requests to a peer listener that requests no certificate: its member list and version.

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { takeBytes } from '../take-bytes.ts';

/** Limit of a response in bytes: the list of a hundred members has 20 KiB. */
const maxBodyBytes = 256 * 1024;

/** Returns the body of a 200 response; `undefined` for anything else. The connection cannot be used again. */
export async function getBody(connection: Duplex, path: string): Promise<string | undefined> {
  const clientRequest = request({
    // The connection is open already; the name only goes into the Host header.
    createConnection: () => connection,
    host: 'peer',
    path,
    headers: { connection: 'close' },
    maxHeaderSize: 8 * 1024,
  });
  // A switch to another protocol closes the request with neither an error nor a response.
  const closed = new AbortController();
  clientRequest.on('close', () => closed.abort());
  clientRequest.on('error', () => closed.abort());
  clientRequest.end();
  try {
    const [response]: IncomingMessage[] = await once(clientRequest, 'response', { signal: closed.signal });
    if (response === undefined) return undefined;
    const body = await takeBytes(response, maxBodyBytes);
    return response.statusCode === 200 && body.length <= maxBodyBytes ? body.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Counts the members in a response to /members, learners included; `undefined` when it is no list. */
export function countMembers(body: string | undefined): number | undefined {
  const list = parseJson(body);
  return Array.isArray(list) && list.length > 0 ? list.length : undefined;
}

/** Returns etcd's version from a response to /version. */
export function etcdVersion(body: string | undefined): string | undefined {
  const value = parseJson(body);
  const version = typeof value === 'object' && value !== null && 'etcdserver' in value ? value.etcdserver : undefined;
  return typeof version === 'string' && /^\d+\.\d+\.\d+[\w.+-]*$/.test(version) ? version : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
