// Identity of an etcd: its --name and its data directory.

import type { EtcdSettings } from '../../model/settings.ts';
import type { ResolvedEtcd } from '../../model/invocation.ts';

export function settingsOf({ resolution }: ResolvedEtcd): EtcdSettings | undefined {
  return resolution.resolved ? resolution.settings : undefined;
}

export function nameOf(etcd: ResolvedEtcd): string | undefined {
  const name = settingsOf(etcd)?.name;
  return name?.known ? name.value : undefined;
}

/** The data directory, with etcd's default, and without a trailing slash. */
export function directoryOf(etcd: ResolvedEtcd): string | undefined {
  const directory = settingsOf(etcd)?.dataDir;
  if (!directory?.known) return undefined;
  const name = nameOf(etcd);
  if (directory.value !== '') return directory.value.replace(/\/+$/, '');
  return name === undefined ? undefined : `${name}.etcd`;
}

export function identity(etcd: ResolvedEtcd): string | undefined {
  const directory = directoryOf(etcd);
  const name = nameOf(etcd);
  return directory === undefined || name === undefined ? undefined : `${name}\0${directory}`;
}
