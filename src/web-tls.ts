// Certificate, key and client authority of our own web server: read at the start, and again when their files change.

import { readFile, stat } from 'node:fs/promises';
import type { SecureContextOptions, TlsOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { OptionError } from './option-values.ts';
import type { WebTls } from './web-config.ts';

/** How often the files are looked at, in milliseconds. */
const lookInterval = 2000;

/** What can be exchanged while the server runs. */
type Material = Pick<SecureContextOptions, 'cert' | 'key' | 'ca' | 'minVersion' | 'maxVersion'>;

/** The server's options. Throws an OptionError when a file cannot be read or does not fit the others. */
export async function tlsOptions(tls: WebTls): Promise<TlsOptions> {
  try {
    const demands = tls.clientCaFile !== undefined;
    return { ...(await readMaterial(tls)), requestCert: demands, rejectUnauthorized: demands };
  } catch (error) {
    throw new OptionError(
      '--web.config.file',
      'a certificate, its key and readable authorities',
      describe(error),
    );
  }
}

/** Tries the material before it is used: a half-written file must not replace what works. */
async function readMaterial({
  certFile,
  keyFile,
  clientCaFile,
  minVersion,
  maxVersion,
}: WebTls): Promise<Material> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  const ca = clientCaFile === undefined ? {} : { ca: await readFile(clientCaFile) };
  const material = { cert, key, ...ca, minVersion, maxVersion };
  createSecureContext(material);
  return material;
}

export type TlsRenewal = { readonly stop: () => void };

/** Exchanges the material when a file has changed. One that does not fit is reported, and the old one stays in force. */
export function renewTls(
  tls: WebTls,
  use: (material: Material) => void,
  report: (error: string | undefined) => void,
): TlsRenewal {
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const now = await identity(tls);
    const isFirst = seen === undefined;
    if (now === seen) return;
    seen = now;
    if (isFirst) return;
    try {
      use(await readMaterial(tls));
      report(undefined);
    } catch (error) {
      report(describe(error));
    }
  };
  void look();
  const timer = setInterval(() => void look(), lookInterval).unref();
  return { stop: () => clearInterval(timer) };
}

async function identity({ certFile, keyFile, clientCaFile }: WebTls): Promise<string> {
  const files = [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])];
  const states = files.map((file) =>
    stat(file).then(({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`, describe),
  );
  return (await Promise.all(states)).join('\n');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
