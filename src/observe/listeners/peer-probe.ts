// Probes a peer listener: a TLS conversation without a key shows what the listener demands.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MemberList, WireAnswer } from '../../model/listener.ts';
import { errorText } from '../../model/result.ts';
import { servedCertificates } from './certificates.ts';
import { beginHandshake, type Handshake } from './handshake.ts';
import { countMembers, etcdVersion, getBody } from './peer-http.ts';

export type ProbeTarget = { readonly host: string; readonly port: number };

/** Time limits of a connection and of the whole conversation, in milliseconds. */
export type ProbeLimits = { readonly connectTimeout: number; readonly totalTimeout: number };

/** Time that a listener has to close its side after the probe, in milliseconds. */
const closeTimeout = 500;

/** Probes a listener. Never rejects: every outcome is an answer, an abort by `cancel` included. */
export async function probePeer(target: ProbeTarget, limits: ProbeLimits, cancel?: AbortSignal): Promise<WireAnswer> {
  const ended = new AbortController();
  const onCancel = (): void => ended.abort('cancelled');
  const onTimeout = (): void => ended.abort(`no answer within ${limits.totalTimeout} ms`);
  const timer = setTimeout(onTimeout, limits.totalTimeout);
  cancel?.addEventListener('abort', onCancel);
  try {
    return await converse(() => openConnection(target, limits.connectTimeout, ended.signal));
  } catch (error) {
    const { aborted, reason } = ended.signal;
    return { kind: 'no_answer', detail: aborted ? String(reason) : codeOrText(error) };
  } finally {
    clearTimeout(timer);
    cancel?.removeEventListener('abort', onCancel);
    ended.abort();
  }
}

async function converse(open: () => Promise<Socket>): Promise<WireAnswer> {
  const network = await open();
  const handshake = await beginHandshake(network);
  if (handshake.kind === 'tls') return await tlsAnswer(network, handshake);
  network.destroy();
  if (!handshake.bytes.toString('latin1').startsWith('HTTP/')) {
    return { kind: 'no_answer', detail: 'it speaks neither TLS nor HTTP' };
  }
  return { kind: 'plaintext', members: await plaintextMembers(open) };
}

async function tlsAnswer(network: Socket, handshake: Handshake & { readonly kind: 'tls' }): Promise<WireAnswer> {
  const { socket, certificateRequested } = handshake;
  const answer = {
    kind: 'tls',
    protocol: socket.getProtocol() === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
    clientCertificateRequired: certificateRequested,
    certificates: servedCertificates(socket),
  } as const;
  if (certificateRequested) {
    await hangUp(network);
    return { ...answer, members: undefined };
  }
  await handshake.finish();
  const count = countMembers(await getBody(socket, '/members'));
  await hangUp(network);
  return { ...answer, members: count === undefined ? undefined : { count, version: undefined } };
}

async function plaintextMembers(open: () => Promise<Socket>): Promise<MemberList | undefined> {
  const count = countMembers(await getBody(await open(), '/members'));
  if (count === undefined) return undefined;
  return { count, version: etcdVersion(await getBody(await open(), '/version')) };
}

/** Ends the connection and waits for the listener to end it too: a reset would cost the listener a line in its log. */
async function hangUp(network: Socket): Promise<void> {
  if (network.destroyed) return;
  network.end();
  // Data that is left unread would turn the end into a reset.
  network.removeAllListeners('data');
  network.resume();
  await once(network, 'close', { signal: AbortSignal.timeout(closeTimeout) }).catch(() => undefined);
}

/** Rejects after `timeout` milliseconds. An abort of `signal` closes the connection, also later. */
async function openConnection(target: ProbeTarget, timeout: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  // Nagle's algorithm would hold the request after the handshake back for 40 ms, until an acknowledgement.
  const socket = connect({ host: target.host, port: target.port, noDelay: true, signal });
  const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${timeout} ms`)), timeout);
  socket.on('error', () => clearTimeout(timer));
  await once(socket, 'connect');
  clearTimeout(timer);
  return socket;
}

function codeOrText(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : errorText(error);
}
