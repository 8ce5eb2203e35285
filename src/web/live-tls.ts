// TLS of a running server, which follows its files: new connections use their present content.

import { isDeepStrictEqual } from 'node:util';
import { type SecureContextOptions, Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { Server as HttpServer } from 'node:http';
import { attempt, ok, type Result } from '../model/result.ts';
import type { ClientDemand, TlsConfig } from './config/tls.ts';
import { WebConfigError } from './config/document.ts';
import { subjectAltNames } from './subject-alt-names.ts';
import { materialIdentity, readTlsMaterial } from './tls-material.ts';

export type LiveTls = {
  readonly options: TlsOptions;
  readonly attach: (server: HttpServer) => void;
  /** Applies `wanted` with its files as they are now. Fails with a message where they do not fit: the old stay in force. */
  readonly update: (wanted: TlsConfig) => Result<'unchanged' | 'replaced', string>;
  /** Compares with the configuration in force, apart from the content of the files. */
  readonly isInForce: (wanted: TlsConfig) => boolean;
  /** Reports whether a connection was accepted under the demand on clients that is in force. */
  readonly isCurrent: (socket: object) => boolean;
};

/** Throws a WebConfigError when a file cannot be read or does not fit the others. */
export function openLiveTls(first: TlsConfig): LiveTls {
  let tried = { config: first, identity: materialIdentity(first) };
  let inForce = first;
  const material = readAtStart(first);
  let clientCa = material.ca;
  const acceptedBy = new WeakMap<object, ClientDemand | undefined>();
  let server: HttpServer | undefined;

  const apply = (config: TlsConfig): 'replaced' => {
    const next = readTlsMaterial(config);
    const hasNewDemand = next.ca !== clientCa || !isDeepStrictEqual(config.clients, inForce.clients);
    const clients = hasNewDemand ? config.clients && { ...config.clients } : inForce.clients;
    if (server instanceof Server) server.setSecureContext(next);
    if (server !== undefined) Object.assign(server, requestOptions(clients));
    inForce = { ...config, clients };
    clientCa = next.ca;
    if (hasNewDemand) server?.closeIdleConnections();
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
    update: (wanted) => {
      const identity = materialIdentity(wanted);
      if (identity === tried.identity && isDeepStrictEqual(wanted, tried.config)) return ok('unchanged');
      tried = { config: wanted, identity };
      return attempt(() => apply(wanted));
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

/** Node reads these options from the server for each new connection. */
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
