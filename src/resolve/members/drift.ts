// Difference between the running process and its manifest.

import type { Difference } from '../../model/member.ts';
import { type EtcdSettings, peerSettings, type SettingName, type SettingValue } from '../../model/settings.ts';
import type { ResolvedEtcd } from '../../model/invocation.ts';
import { mentionsAny } from '../pod/placeholders.ts';

/** Lists the settings that both sides know and that differ; `undefined` when nothing can be compared. */
export function configurationDrift(
  manifests: readonly ResolvedEtcd[],
  process: ResolvedEtcd,
): readonly Difference[] | undefined {
  const compared = manifests
    .map((manifest) => compare(manifest, process))
    .filter((differences) => differences !== undefined);
  return compared.length === 0 ? undefined : compared.flat();
}

function compare({ resolution, invocation }: ResolvedEtcd, process: ResolvedEtcd): readonly Difference[] | undefined {
  if (!resolution.resolved) {
    // A configuration that etcd refuses is certainly not the one that runs.
    const refused = resolution.cause.reason === 'etcd_rejects_configuration';
    return refused ? [{ setting: undefined, declared: resolution.cause.detail, running: 'it runs' }] : undefined;
  }
  if (!process.resolution.resolved) return undefined;
  const { settings } = process.resolution;
  const pairs = peerSettings.map((name) => comparePair(name, resolution.settings, settings, invocation.placeholders));
  const known = pairs.filter((pair) => pair !== undefined);
  return known.length === 0 ? undefined : known.filter(({ declared, running }) => declared !== running);
}

/** Compares a setting; `undefined` when either side does not know it, or only the kubelet does. */
function comparePair(
  setting: SettingName,
  ofManifest: EtcdSettings,
  ofProcess: EtcdSettings,
  placeholders: ReadonlySet<string>,
): Difference | undefined {
  const [manifest, process] = [ofManifest[setting], ofProcess[setting]];
  if (!manifest.known || !process.known) return undefined;
  const [declared, running] = [comparable(manifest.value), comparable(process.value)];
  return mentionsAny(declared, placeholders) ? undefined : { setting, declared, running };
}

function comparable(value: SettingValue): string {
  if (typeof value !== 'object') return String(value);
  const texts = value.map(({ text }) => text);
  return texts.toSorted().join(',');
}
