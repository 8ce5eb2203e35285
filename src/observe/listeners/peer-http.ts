// GET on an open peer listener: the member list and the version, which need no certificate where the handshake requested none.

import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { takeBytes } from '../take-bytes.ts';

/** A member list of a hundred members is 20 KiB. In bytes. */
const maxBodyBytes = 256 * 1024;

/** The body of a 200 answer; `undefined` for anything else. The connection is used up. */
export async function getBody(connection: Duplex, path: string): Promise<string | undefined> {
  const call = request({
    // The connection is open already; the name only goes into the Host header.
    createConnection: () => connection,
    host: 'peer',
    path,
    headers: { connection: 'close' },
    maxHeaderSize: 8 * 1024,
  });
  // A switch to another protocol closes the call with neither an error nor a response.
  const closed = new AbortController();
  call.on('close', () => closed.abort());
  call.on('error', () => closed.abort());
  call.end();
  try {
    const [response]: IncomingMessage[] = await once(call, 'response', { signal: closed.signal });
    if (response === undefined) return undefined;
    const body = await takeBytes(response, maxBodyBytes);
    return response.statusCode === 200 && body.length <= maxBodyBytes ? body.toString('utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** The number of members that a /members answer lists, learners included; `undefined` when it is no such list. */
export function countMembers(body: string | undefined): number | undefined {
  const list = parseJson(body);
  return Array.isArray(list) && list.length > 0 ? list.length : undefined;
}

/** etcd's version from a /version answer. */
export function etcdVersion(body: string | undefined): string | undefined {
  const value = parseJson(body);
  const version =
    typeof value === 'object' && value !== null && 'etcdserver' in value ? value.etcdserver : undefined;
  return typeof version === 'string' && /^\d+\.\d+\.\d+[\w.+-]*$/.test(version) ? version : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
