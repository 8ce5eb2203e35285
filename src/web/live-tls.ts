// TLS of a running server: what its files become is what new connections get.

import { isDeepStrictEqual } from 'node:util';
import { type SecureContextOptions, Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { Server as HttpServer } from 'node:http';
import { subjectAltNames } from './client-sans.ts';
import type { ClientDemand, TlsConfig } from './config/tls.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { materialIdentity, readTlsMaterial } from './tls-material.ts';

export type LiveTls = {
  readonly options: TlsOptions;
  readonly attach: (server: HttpServer) => void;
  /** Puts in force what `wanted` and its files are now. What does not fit is reported, and the old stays. */
  readonly follow: (wanted: TlsConfig, report: (problem: string | undefined) => void) => void;
  /** Whether what is in force is what is wanted, but for the content of the files. */
  readonly isInForce: (wanted: TlsConfig) => boolean;
  /** Whether a connection was accepted by the demands of now. */
  readonly isCurrent: (socket: object) => boolean;
};

/** Throws when a file cannot be read or does not fit the others. */
export function openLiveTls(first: TlsConfig): LiveTls {
  let tried = { config: first, identity: materialIdentity(first) };
  let inForce = first;
  const options = { ...readAtStart(first), ...demands(first.clients) };
  let authorities = options.ca;
  const acceptedBy = new WeakMap<object, ClientDemand | undefined>();
  let server: HttpServer | undefined;

  const accept = (socket: TLSSocket): void => {
    const { clients } = inForce;
    if (clients !== undefined && !isWelcome(socket, clients)) socket.destroy();
    acceptedBy.set(socket, clients);
  };
  const putInForce = (config: TlsConfig): void => {
    const material = readTlsMaterial(config);
    const isOtherDemand = material.ca !== authorities || !isDeepStrictEqual(config.clients, inForce.clients);
    const clients = isOtherDemand ? config.clients && { ...config.clients } : inForce.clients;
    if (server instanceof Server) server.setSecureContext(material);
    if (server !== undefined) Object.assign(server, demands(clients));
    inForce = { ...config, clients };
    authorities = material.ca;
    if (isOtherDemand) server?.closeIdleConnections();
  };

  return {
    options,
    attach: (running) => {
      server = running;
      running.prependListener('secureConnection', accept);
    },
    follow: (wanted, report) => {
      const identity = materialIdentity(wanted);
      if (identity === tried.identity && isDeepStrictEqual(wanted, tried.config)) return;
      tried = { config: wanted, identity };
      try {
        putInForce(wanted);
        report(undefined);
      } catch (error) {
        report(describe(error));
      }
    },
    isInForce: (wanted) => isDeepStrictEqual(wanted, inForce),
    isCurrent: (socket) => acceptedBy.get(socket) === inForce.clients,
  };
}

function readAtStart(config: TlsConfig): SecureContextOptions {
  try {
    return readTlsMaterial(config);
  } catch (error) {
    throw new WebConfigError('a certificate, its key and readable authorities', describe(error));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node takes these from the server for each new connection. */
function demands(clients: ClientDemand | undefined): Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized'> {
  return { requestCert: clients !== undefined, rejectUnauthorized: clients !== undefined };
}

/** A session that is resumed counts as authorized without a certificate, so that one is looked for. */
function isWelcome(socket: TLSSocket, { allowedSans }: ClientDemand): boolean {
  const certificate = socket.getPeerX509Certificate();
  if (!socket.authorized || certificate === undefined) return false;
  if (allowedSans === undefined) return true;
  return subjectAltNames(certificate.subjectAltName).some((name) => allowedSans.includes(name));
}
