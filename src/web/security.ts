// What stands before the web server's content, put together: its configuration, TLS, the rate limit and who may ask.

import type { Server } from 'node:http';
import type { TlsOptions } from 'node:tls';
import type { Gate } from '../publish/http/gate.ts';
import type { Log } from '../publish/log.ts';
import type { Authenticator } from './authenticator.ts';
import { createBasicAuth } from './basic-auth.ts';
import { WebConfigError } from './config/web-config-error.ts';
import { emptyWebConfig, type WebConfig } from './config/web-config.ts';
import { createGate } from './gate.ts';
import { openLiveConfig } from './live-config.ts';
import { openLiveTls } from './live-tls.ts';

/** How often the files are looked at without a request, in milliseconds. */
const lookInterval = 2000;
/** With two ways in, whoever gets past the weaker one would be in. */
const oneWayIn = 'no basic_auth_users beside --web.authentication=kubernetes';

export { WebConfigError };

export type WebSecurity = {
  /** `undefined`: no TLS. */
  readonly tls: TlsOptions | undefined;
  readonly gate: Gate;
  /** Lets the running server follow its files. */
  readonly attach: (server: Server) => void;
  /** Looks at the files at once. */
  readonly reload: () => void;
  readonly stop: () => void;
};

/** Throws when the file, or one that it names, is not what it should be. Without a file there are only the authenticators. */
export function openWebSecurity(
  file: string | undefined,
  authenticators: readonly Authenticator[],
  log: Log,
): WebSecurity {
  const live =
    file === undefined
      ? { first: emptyWebConfig, current: () => ({ ok: true, config: emptyWebConfig }) as const }
      : openLiveConfig(file, emptyWebConfig);
  const isAmbiguous = ({ users }: WebConfig): boolean => users.size > 0 && authenticators.length > 0;
  if (isAmbiguous(live.first)) throw new WebConfigError(oneWayIn, 'basic_auth_users');
  const tls = live.first.tls === undefined ? undefined : openLiveTls(live.first.tls);
  const say = createSay(log);
  const sayTls = (problem: string | undefined): void => {
    if (problem === undefined) log.info('certificates of the web server were read again');
    else
      log.error('certificates of the web server do not fit; the old ones stay in force', { error: problem });
  };
  let users = live.first.users;

  const look = (): WebConfig | undefined => {
    const current = live.current();
    if (!current.ok) {
      say(current.problem);
      return undefined;
    }
    const { config } = current;
    if (isAmbiguous(config)) {
      say(`expected ${oneWayIn}`);
      return undefined;
    }
    users = config.users;
    if (tls !== undefined && config.tls !== undefined) {
      tls.follow(config.tls, sayTls);
      // Files that do not fit leave the old ones in force, but never less than the configuration demands.
      if (!tls.isInForce(config.tls)) {
        say('the TLS that it asks for cannot be put in force');
        return undefined;
      }
    }
    say(config);
    return config;
  };
  say(live.first);
  if (tls === undefined && users.size + authenticators.length > 0)
    log.warn('credentials cross the network in plain text: --web.config.file sets no TLS');
  const timer = setInterval(look, lookInterval).unref();
  return {
    tls: tls?.options,
    gate: createGate({
      look,
      isCurrentConnection: (socket) => tls?.isCurrent(socket) ?? true,
      basicAuth: createBasicAuth(() => users),
      authenticators,
      now: () => performance.now(),
    }),
    attach: (server) => tls?.attach(server),
    reload: () => void look(),
    stop: () => clearInterval(timer),
  };
}

/** Tells of each change of the configuration once. */
function createSay(log: Log): (state: WebConfig | string) => void {
  let said: WebConfig | string | undefined;
  return (state) => {
    if (state === said) return;
    if (typeof state === 'string')
      log.error('web configuration does not fit; every request is answered with 500', { error: state });
    else if (said !== undefined) log.info('web configuration was read again');
    said = state;
  };
}
