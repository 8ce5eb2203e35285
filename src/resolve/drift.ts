// Does the running process differ from what its manifest declares?

import type { EtcdSettings, SettingName } from '../model/member.ts';
import type { ResolvedLaunch } from './launch.ts';
import { mentionsAny } from './placeholders.ts';

const comparedSettings: readonly SettingName[] = [
  'listenPeerUrls',
  'peerCertFile',
  'peerKeyFile',
  'peerTrustedCaFile',
  'peerClientCertAuth',
  'peerAutoTls',
];

/** True when any setting that both sides know differs; `undefined` when there is nothing to compare. */
export function configurationDrift(
  manifests: readonly ResolvedLaunch[],
  process: ResolvedLaunch,
): boolean | undefined {
  const running = process.resolution.resolved ? process.resolution.settings : undefined;
  const differences = manifests.flatMap(({ resolution, launch }) => {
    // What etcd refuses is certainly not what runs.
    if (!resolution.resolved) return resolution.cause.reason === 'etcd_rejects_configuration' ? [true] : [];
    if (running === undefined) return [];
    return comparedSettings.flatMap((name) =>
      differs(resolution.settings, running, name, launch.placeholders),
    );
  });
  return differences.length === 0 ? undefined : differences.includes(true);
}

/** Empty when either side does not know the setting, or only the kubelet knows what is declared. */
function differs(
  declared: EtcdSettings,
  running: EtcdSettings,
  name: SettingName,
  placeholders: ReadonlySet<string>,
): readonly boolean[] {
  const [a, b] = [declared[name], running[name]];
  if (!a.known || !b.known) return [];
  const [left, right] = [comparable(a.value), comparable(b.value)];
  return mentionsAny(left, placeholders) ? [] : [left !== right];
}

function comparable(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return (value as readonly { readonly text: string }[])
    .map(({ text }) => text)
    .toSorted()
    .join(',');
}
