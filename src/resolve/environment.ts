// ETCD_* variables: etcd's flags by another door.

import type { Cause } from '../model/reason.ts';
import type { GivenFlag } from './command-line.ts';
import { environmentFlags, flagKind, parseGoBoolean } from './flags.ts';
import type { Environment } from './launch.ts';
import { mentionsAny } from './placeholders.ts';

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
  environment: Environment,
  placeholders: ReadonlySet<string>,
): Cause | undefined {
  for (const { name } of flags) {
    const variable = variableName(name);
    if (flagKind(name) === 'unknown' || name === 'version') continue;
    if (environment.variables.has(variable) || environment.unresolved.has(variable)) {
      return refusal(`--${name} is given on the command line and as ${variable}; etcd accepts only one of them`);
    }
  }
  for (const flag of environmentFlags.filter((name) => flagKind(name) === 'boolean')) {
    const value = environment.variables.get(variableName(flag)) ?? '';
    if (value !== '' && parseGoBoolean(value) === undefined && !mentionsAny(value, placeholders)) {
      return refusal(`${variableName(flag)} expects true or false, found '${value}'`);
    }
  }
  return undefined;
}

function refusal(detail: string): Cause {
  return { reason: 'etcd_rejects_configuration', detail };
}
