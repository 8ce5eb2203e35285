// Refusals of etcd: flags, variables and settings that are well-formed, and that it does not take together.

import type { ListenerSecurity } from '../../model/member.ts';
import type { Cause } from '../../model/reason.ts';
import {
  type SideSettings,
  sideSettings,
  type EtcdSettings,
  type ListenUrl,
  variableName,
} from '../../model/settings.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';
import type { CommandLine } from './command-line.ts';
import { environmentFlags, flagKind, parseGoBoolean } from './known-flags.ts';
import { isSet, listenerSecurity } from './listener-security.ts';

/** Refusal of the flags beside the variables; `undefined`: etcd takes them. */
export function flagsRefusal(commandLine: CommandLine): Cause | undefined {
  return refusal(givenTwice(commandLine) ?? invalidBoolean(commandLine.invocation) ?? unadvertised(commandLine));
}

/** Refusal of the settings; `undefined`: etcd takes them. */
export function settingsRefusal(settings: EtcdSettings): Cause | undefined {
  const [peer, client] = [sideSettings(settings, 'peer'), sideSettings(settings, 'client')];
  const clientSecurity = listenerSecurity(settings, 'client');
  return refusal(
    // etcd dials its peers with their pair, so it loads the pair for plaintext listeners as well.
    halfPair(peer) ??
      missingPair(peer, listenerSecurity(settings, 'peer')) ??
      (listensTls(clientSecurity) ? halfPair(client) : undefined) ??
      missingPair(client, clientSecurity) ??
      sharedAddress(settings),
  );
}

function refusal(detail: string | undefined): Cause | undefined {
  return detail === undefined ? undefined : { reason: 'etcd_rejects_configuration', detail };
}

function givenTwice({ flags, invocation: { environment, source } }: CommandLine): string | undefined {
  const twice = flags.find(({ name }) => {
    if (flagKind(name) === 'unknown' || name === 'version') return false;
    const value = environment.variables.get(variableName(name));
    // Since 3.4 an empty variable is fatal as well; a process that runs with one is older, and its flag counts.
    if (value === '' && source === 'process') return false;
    return value !== undefined || environment.unresolved.has(variableName(name));
  });
  if (twice === undefined) return undefined;
  const { name } = twice;
  return `--${name} is given on the command line and as ${variableName(name)}; etcd accepts only one of them`;
}

function invalidBoolean({ environment, placeholders }: EtcdInvocation): string | undefined {
  for (const flag of environmentFlags.filter((name) => flagKind(name) === 'boolean')) {
    const value = environment.variables.get(variableName(flag)) ?? '';
    if (value !== '' && parseGoBoolean(value) === undefined && !mentionsAny(value, placeholders))
      return `${variableName(flag)} expects true or false, found '${clipped(value)}'`;
  }
  return undefined;
}

/** etcd does not guess the URLs that clients dial. Discovery may make it a proxy, which needs no such URLs. */
function unadvertised({ flags, invocation }: CommandLine): string | undefined {
  const { variables, unresolved, gap } = invocation.environment;
  const isGiven = (flag: string): boolean =>
    flags.some(({ name }) => name === flag) || (variables.get(variableName(flag)) ?? '') !== '';
  const mayBeGiven = (flag: string): boolean =>
    gap !== undefined || unresolved.has(variableName(flag)) || isGiven(flag);
  return isGiven('listen-client-urls') && !mayBeGiven('advertise-client-urls') && !mayBeGiven('discovery')
    ? 'listen-client-urls is given and advertise-client-urls is not; etcd wants both'
    : undefined;
}

function halfPair({ certFile, keyFile, prefix }: SideSettings): string | undefined {
  const [certificate, key] = [isSet(certFile), isSet(keyFile)];
  if (certificate === undefined || key === undefined || certificate === key) return undefined;
  const [given, missing] = certificate ? ['cert-file', 'key-file'] : ['key-file', 'cert-file'];
  return `${prefix}${given} is set and ${prefix}${missing} is not; etcd wants both or none`;
}

function missingPair(
  { certFile, keyFile, side, prefix }: SideSettings,
  security: ListenerSecurity,
): string | undefined {
  const mayHavePair = isSet(certFile) !== false && isSet(keyFile) !== false;
  if (mayHavePair || security.autoTls !== false || !listensTls(security)) return undefined;
  return `a ${side} listener is https, but neither a certificate nor ${prefix}auto-tls is configured`;
}

function listensTls({ transport }: ListenerSecurity): boolean {
  return transport === 'tls' || transport === 'mixed';
}

/** HTTP and gRPC share a listener or have two, and two listeners cannot have the same address. */
function sharedAddress({ listenClientUrls, listenClientHttpUrls }: EtcdSettings): string | undefined {
  if (!listenClientUrls.known || !listenClientHttpUrls.known) return undefined;
  const addresses = new Set(listenClientUrls.value.map(addressOf));
  const shared = listenClientHttpUrls.value.map(addressOf).find((address) => addresses.has(address));
  return shared === undefined ? undefined : `listen-client-urls and listen-client-http-urls both name ${shared}`;
}

function addressOf({ text }: ListenUrl): string {
  return text.slice(text.indexOf('://') + 3);
}
