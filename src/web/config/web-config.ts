// The web configuration of Prometheus' exporter-toolkit: text → settings. Unknown settings are refused, so that no requested
// protection is silently missing.

import type { RateLimit } from '../../model/token-bucket.ts';
import { isNull, readDocument } from './document.ts';
import { knownFields } from './fields.ts';
import { readHeaders } from './headers.ts';
import { readRateLimit } from './rate-limit.ts';
import { readTlsConfig, type TlsConfig } from './tls.ts';
import { readUsers } from './users.ts';

export type WebConfig = {
  readonly tls: TlsConfig | undefined;
  /** Headers of every answer, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and bcrypt hashes; without any, no password is required. */
  readonly users: ReadonlyMap<string, string>;
  readonly rateLimit: RateLimit | undefined;
};

export const emptyWebConfig: WebConfig = { tls: undefined, headers: {}, users: new Map(), rateLimit: undefined };

const known = ['tls_server_config', 'http_server_config', 'basic_auth_users', 'rate_limit'];

/** Returns `undefined` for a file without content. Relative paths start at `directory`. Throws a WebConfigError. */
export function parseWebConfig(text: string, directory: string): WebConfig | undefined {
  const root = readDocument(text);
  if (isNull(root)) return undefined;
  const { values } = knownFields(root, 'the file', known);
  return {
    tls: readTlsConfig(values.get('tls_server_config'), directory),
    headers: readHeaders(values.get('http_server_config')),
    users: readUsers(values.get('basic_auth_users')),
    rateLimit: readRateLimit(values.get('rate_limit')),
  };
}
