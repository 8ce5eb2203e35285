// Path of the configuration file that etcd reads: --config-file, else ETCD_CONFIG_FILE.

import { known, type Setting, unknown } from '../../model/settings.ts';
import type { Environment } from '../../model/invocation.ts';
import { type FlagOccurrence, lastOccurrence } from './command-line.ts';

/** Finds the path; '' for no file. */
export function configFilePath(
  flags: readonly FlagOccurrence[],
  { variables, unresolved, gap }: Environment,
): Setting<string> {
  const flag = lastOccurrence('config-file', flags)?.value ?? '';
  if (flag !== '') return known(flag, 'flag');
  const variable = variables.get('ETCD_CONFIG_FILE') ?? '';
  if (variable !== '') return known(variable, 'environment');
  if (unresolved.has('ETCD_CONFIG_FILE'))
    return unknown({ reason: 'environment_unresolved', detail: 'ETCD_CONFIG_FILE is only known to the kubelet' });
  return gap === undefined ? known('', 'default') : unknown(gap);
}
