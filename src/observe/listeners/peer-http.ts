// GET on an open peer listener: the member list and the version, which need no certificate where the handshake requested none.

import { request } from 'node:http';
import type { Duplex } from 'node:stream';

/** A member list of a hundred members is 20 KiB. In bytes. */
const maxBodyBytes = 256 * 1024;

/** The body of a 200 answer; `undefined` for anything else. The connection is used up. */
export function getBody(connection: Duplex, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = request({
      // The connection is open already; the name only goes into the Host header.
      createConnection: () => connection,
      host: 'peer',
      path,
      headers: { connection: 'close' },
      maxHeaderSize: 8 * 1024,
    });
    let responded = false;
    call.on('error', () => resolve(undefined));
    // A switch to another protocol ends the call with neither an error nor a response.
    call.on('close', () => {
      if (!responded) resolve(undefined);
    });
    call.on('response', (response) => {
      responded = true;
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > maxBodyBytes) call.destroy();
      });
      response.on('error', () => resolve(undefined));
      response.on('close', () => resolve(undefined));
      response.on('end', () => {
        resolve(
          response.statusCode === 200 && length <= maxBodyBytes
            ? Buffer.concat(chunks).toString('utf8')
            : undefined,
        );
      });
    });
    call.end();
  });
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
