// The security of the web server, put together: its configuration, TLS, and access control.

import type { Server } from 'node:http';
import type { TlsOptions } from 'node:tls';
import { fail, ok, type Result } from '../model/result.ts';
import type { AccessControl } from '../publish/http/server.ts';
import type { Log } from '../publish/log.ts';
import { type AccessRules, createAccessControl } from './access-control.ts';
import type { Authenticator } from './authenticator.ts';
import { createBasicAuth } from './basic-auth.ts';
import type { TlsConfig } from './config/tls.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { emptyWebConfig, type WebConfig } from './config/web-config.ts';
import { type LiveConfig, openLiveConfig } from './live-config.ts';
import { type LiveTls, openLiveTls } from './live-tls.ts';

/** Interval at which the files are looked at without a request, in milliseconds. */
const lookInterval = 2000;
/** The weaker of two ways to log in would decide. */
const oneWayIn = 'no basic_auth_users beside --web.authentication=kubernetes';

export { WebConfigError };

export type WebSecurity = {
  /** `undefined`: no TLS. */
  readonly tls: TlsOptions | undefined;
  readonly accessControl: AccessControl;
  /** Lets the running server follow its files. */
  readonly attach: (server: Server) => void;
  /** Looks at the files at once. */
  readonly reload: () => void;
  readonly stop: () => void;
};

/** Throws a WebConfigError for the file or one that it names. Without a file there are only the authenticators. */
export function openWebSecurity(
  file: string | undefined,
  authenticators: readonly Authenticator[],
  log: Log,
): WebSecurity {
  const live = file === undefined ? unconfigured : openLiveConfig(file, emptyWebConfig);
  const { first } = live;
  if (isAmbiguous(first, authenticators)) throw new WebConfigError(oneWayIn, 'basic_auth_users');
  const tls = first.tls && openLiveTls(first.tls);
  if (tls === undefined && first.users.size + authenticators.length > 0)
    log.warn('credentials cross the network in plain text: --web.config.file sets no TLS');
  const logConfig = createConfigLog(log, first);
  let { users } = first;
  const basicAuth = createBasicAuth(() => users);

  const configInForce = (): Result<WebConfig, string> => {
    const current = live.current();
    if (!current.ok) return current;
    const config = current.value;
    if (isAmbiguous(config, authenticators)) return fail(`expected ${oneWayIn}`);
    ({ users } = config);
    if (tls === undefined || config.tls === undefined || followTls(tls, config.tls, log)) return current;
    return fail('the TLS that it asks for cannot be put in force');
  };
  const look = (): AccessRules | undefined => {
    const state = configInForce();
    logConfig(state);
    if (!state.ok) return undefined;
    const isLogin = state.value.users.size > 0;
    return { ...state.value, authenticators: isLogin ? [basicAuth, ...authenticators] : authenticators };
  };
  const timer = setInterval(look, lookInterval).unref();
  return {
    tls: tls?.options,
    accessControl: createAccessControl(look, (socket) => tls?.isCurrent(socket) ?? true),
    attach: (server) => tls?.attach(server),
    reload: () => void look(),
    stop: () => clearInterval(timer),
  };
}

const unconfigured: LiveConfig = { first: emptyWebConfig, current: () => ok(emptyWebConfig) };

function isAmbiguous({ users }: WebConfig, authenticators: readonly Authenticator[]): boolean {
  return users.size > 0 && authenticators.length > 0;
}

/** Files that do not fit leave the old ones in force; false where those are less than what is wanted. */
function followTls(tls: LiveTls, wanted: TlsConfig, log: Log): boolean {
  const followed = tls.follow(wanted);
  if (!followed.ok)
    log.error('certificates of the web server do not fit; the old ones stay in force', {
      error: followed.error,
    });
  else if (followed.value === 'replaced') log.info('certificates of the web server were read again');
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
    else
      log.error('web configuration does not fit; every request is answered with 500', { error: state.error });
  };
}
