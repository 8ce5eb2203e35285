// TLS of a running server: new connections get what its files are at this moment.

import { isDeepStrictEqual } from 'node:util';
import { type SecureContextOptions, Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { Server as HttpServer } from 'node:http';
import { attempt, ok, type Result } from '../model/result.ts';
import type { ClientDemand, TlsConfig } from './config/tls.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { materialIdentity, readTlsMaterial } from './tls-material.ts';

export type LiveTls = {
  readonly options: TlsOptions;
  readonly attach: (server: HttpServer) => void;
  /** Puts in force what `wanted` and its files are now. Fails, in words, where they do not fit: the old stay in force. */
  readonly follow: (wanted: TlsConfig) => Result<'unchanged' | 'replaced', string>;
  /** Whether what is in force is what is wanted, but for the content of the files. */
  readonly isInForce: (wanted: TlsConfig) => boolean;
  /** Whether a connection was accepted by the demands of now. */
  readonly isCurrent: (socket: object) => boolean;
};

/** Throws a WebConfigError when a file cannot be read or does not fit the others. */
export function openLiveTls(first: TlsConfig): LiveTls {
  let tried = { config: first, identity: materialIdentity(first) };
  let inForce = first;
  const material = readAtStart(first);
  let authorities = material.ca;
  const acceptedBy = new WeakMap<object, ClientDemand | undefined>();
  let server: HttpServer | undefined;

  const putInForce = (config: TlsConfig): 'replaced' => {
    const next = readTlsMaterial(config);
    const isOtherDemand = next.ca !== authorities || !isDeepStrictEqual(config.clients, inForce.clients);
    const clients = isOtherDemand ? config.clients && { ...config.clients } : inForce.clients;
    if (server instanceof Server) server.setSecureContext(next);
    if (server !== undefined) Object.assign(server, requestOptions(clients));
    inForce = { ...config, clients };
    authorities = next.ca;
    if (isOtherDemand) server?.closeIdleConnections();
    return 'replaced';
  };

  return {
    options: { ...material, ...requestOptions(first.clients) },
    attach: (running) => {
      server = running;
      running.prependListener('secureConnection', (socket: TLSSocket) => {
        const { clients } = inForce;
        if (clients !== undefined && !satisfies(socket, clients)) socket.destroy();
        acceptedBy.set(socket, clients);
      });
    },
    follow: (wanted) => {
      const identity = materialIdentity(wanted);
      if (identity === tried.identity && isDeepStrictEqual(wanted, tried.config)) return ok('unchanged');
      tried = { config: wanted, identity };
      return attempt(() => putInForce(wanted));
    },
    isInForce: (wanted) => isDeepStrictEqual(wanted, inForce),
    isCurrent: (socket) => acceptedBy.get(socket) === inForce.clients,
  };
}

function readAtStart(config: TlsConfig): SecureContextOptions {
  const material = attempt(() => readTlsMaterial(config));
  if (material.ok) return material.value;
  throw new WebConfigError('a certificate, its key and readable authorities', material.error);
}

type RequestOptions = Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'>;

/** Node takes these from the server for each new connection. */
function requestOptions(clients: ClientDemand | undefined): RequestOptions {
  return { requestCert: clients !== undefined, rejectUnauthorized: clients !== undefined };
}

/** A resumed session counts as authorized without a certificate, so the certificate itself is checked. */
function satisfies(socket: TLSSocket, { allowedSans }: ClientDemand): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (!socket.authorized || certificate === undefined) return false;
  if (allowedSans === undefined) return true;
  return subjectAltNames(certificate.subjectAltName).some((name) => allowedSans.includes(name));
}

/**
 * The subject alternative names of a client's certificate, as Go prints them. `text` is Node's `subjectAltName`: values with a
 * comma or a quote are JSON strings there, so that none can pose as two.
 */
export function subjectAltNames(text = ''): readonly string[] {
  const entry = /(DNS|IP Address|URI|email|[^:,]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/y;
  const names: string[] = [];
  for (let match = entry.exec(text); match !== null; match = entry.exec(text)) {
    const [, kind = '', written = ''] = match;
    const value = written.startsWith('"') ? String(JSON.parse(written)) : written;
    if (kind === 'IP Address') names.push(value.includes(':') ? shortIPv6(value) : value);
    else if (kind === 'DNS' || kind === 'URI' || kind === 'email') names.push(value);
    if (entry.lastIndex >= text.length) break;
  }
  return names;
}

function shortIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
