// The security of the web server: assembles configuration, TLS and access control, and follows changes of their files.

import type { Server } from 'node:http';
import type { TlsOptions } from 'node:tls';
import { fail, ok, type Result } from '../model/result.ts';
import type { AccessControl } from '../publish/http/server.ts';
import type { Log } from '../publish/log.ts';
import { type AccessRules, createAccessControl } from './access-control.ts';
import type { Authenticator } from './authenticator.ts';
import { createBasicAuth } from './basic-auth.ts';
import type { TlsConfig } from './config/tls.ts';
import { WebConfigError } from './config/document.ts';
import { emptyWebConfig, type WebConfig } from './config/web-config.ts';
import { type LiveConfig, openLiveConfig } from './live-config.ts';
import { type LiveTls, openLiveTls } from './live-tls.ts';

/** Interval at which the files are checked without a request, in milliseconds. */
const checkInterval = 2000;
/** With two ways to log in, the weaker would decide. */
const singleLogin = 'no basic_auth_users beside --web.authentication=kubernetes';

export { WebConfigError };

export type WebSecurity = {
  /** `undefined` without TLS. */
  readonly tls: TlsOptions | undefined;
  readonly accessControl: AccessControl;
  /** Lets the running server follow its files. */
  readonly attach: (server: Server) => void;
  /** Checks the files at once. */
  readonly reload: () => void;
  readonly stop: () => void;
};

/** Throws a WebConfigError for an invalid configuration. Without a file there is only the authenticator. */
export function openWebSecurity(
  file: string | undefined,
  authenticator: Authenticator | undefined,
  log: Log,
): WebSecurity {
  const live = file === undefined ? unconfigured : openLiveConfig(file);
  const { first } = live;
  if (isAmbiguous(first, authenticator)) throw new WebConfigError(singleLogin, 'basic_auth_users');
  const tls = first.tls && openLiveTls(first.tls);
  if (tls === undefined && (first.users.size > 0 || authenticator !== undefined))
    log.warn('credentials cross the network in plain text: --web.config.file sets no TLS');
  const logConfig = createConfigLog(log, first);
  let { users } = first;
  const basicAuth = createBasicAuth(() => users);

  const applyConfig = (): Result<WebConfig, string> => {
    const current = live.current();
    if (!current.ok) return current;
    const config = current.value;
    if (isAmbiguous(config, authenticator)) return fail(`expected ${singleLogin}`);
    ({ users } = config);
    if (tls === undefined || config.tls === undefined || updateTls(tls, config.tls, log)) return current;
    return fail('the TLS that it asks for cannot be put in force');
  };
  const currentRules = (): AccessRules | undefined => {
    const state = applyConfig();
    logConfig(state);
    if (!state.ok) return undefined;
    const hasUsers = state.value.users.size > 0;
    return { ...state.value, authenticator: hasUsers ? basicAuth : authenticator };
  };
  const timer = setInterval(currentRules, checkInterval).unref();
  return {
    tls: tls?.options,
    accessControl: createAccessControl(currentRules, (socket) => tls?.isCurrent(socket) ?? true),
    attach: (server) => tls?.attach(server),
    reload: () => void currentRules(),
    stop: () => clearInterval(timer),
  };
}

const unconfigured: LiveConfig = { first: emptyWebConfig, current: () => ok(emptyWebConfig) };

function isAmbiguous({ users }: WebConfig, authenticator: Authenticator | undefined): boolean {
  return users.size > 0 && authenticator !== undefined;
}

/** Reports whether the wanted configuration is in force; the present content of its files may not be. */
function updateTls(tls: LiveTls, wanted: TlsConfig, log: Log): boolean {
  const update = tls.update(wanted);
  if (!update.ok)
    log.error('certificates of the web server do not fit; the old ones stay in force', { error: update.error });
  else if (update.value === 'replaced') log.info('certificates of the web server were read again');
  return tls.isInForce(wanted);
}

/** Logs each change of the configuration once. */
function createConfigLog(log: Log, first: WebConfig): (state: Result<WebConfig, string>) => void {
  let last: WebConfig | string = first;
  return (state) => {
    const next = state.ok ? state.value : state.error;
    if (next === last) return;
    last = next;
    if (state.ok) log.info('web configuration was read again');
    else log.error('web configuration does not fit; every request is answered with 500', { error: state.error });
  };
}
