// ETCD_* variables: etcd's flags by another door.

import type { Cause } from '../../model/reason.ts';
import type { GivenFlag } from './command-line.ts';
import { environmentFlags, flagKind, parseGoBoolean } from './flags.ts';
import type { EtcdInvocation } from '../../model/invocation.ts';
import { mentionsAny } from '../pod/placeholders.ts';
import { clipped } from '../yaml/plain-data.ts';

export function variableName(flag: string): string {
  return `ETCD_${flag.toUpperCase().replaceAll('-', '_')}`;
}

/** Reads `NAME=value` entries; of a repeated name the first counts, as in Go. */
export function parseEnviron(entries: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    const name = equals <= 0 ? '' : entry.slice(0, equals);
    if (name !== '' && !variables.has(name)) variables.set(name, entry.slice(equals + 1));
  }
  return variables;
}

/** Why etcd would not start with these variables beside these flags, if it would not. */
export function environmentRefusal(
  flags: readonly GivenFlag[],
  invocation: EtcdInvocation,
): Cause | undefined {
  return givenTwice(flags, invocation) ?? invalidBoolean(invocation);
}

function givenTwice(flags: readonly GivenFlag[], { environment, source }: EtcdInvocation): Cause | undefined {
  for (const { name } of flags) {
    const variable = variableName(name);
    const value = environment.variables.get(variable);
    if (flagKind(name) === 'unknown' || name === 'version') continue;
    // Since 3.4 an empty variable is fatal as well; a process that runs with one is older, and its flag counts.
    if (value === '' && source === 'process') continue;
    if (value !== undefined || environment.unresolved.has(variable)) {
      return refusal(
        `--${name} is given on the command line and as ${variable}; etcd accepts only one of them`,
      );
    }
  }
  return undefined;
}

function invalidBoolean({ environment, placeholders }: EtcdInvocation): Cause | undefined {
  for (const flag of environmentFlags.filter((name) => flagKind(name) === 'boolean')) {
    const value = environment.variables.get(variableName(flag)) ?? '';
    if (value !== '' && parseGoBoolean(value) === undefined && !mentionsAny(value, placeholders)) {
      return refusal(`${variableName(flag)} expects true or false, found '${clipped(value)}'`);
    }
  }
  return undefined;
}

function refusal(detail: string): Cause {
  return { reason: 'etcd_rejects_configuration', detail };
}
