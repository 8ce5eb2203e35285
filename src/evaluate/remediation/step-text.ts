// What to change on this node, by the settings that each failing view has.

import type { Member, MemberSource } from '../../model/member.ts';
import type { EtcdSettings, Origin, SettingName } from '../../model/settings.ts';
import type { Edit } from '../../model/report.ts';
import type { Finding } from '../../model/verdict.ts';
import { type Change, changes } from './remedies.ts';

/** Every configuration is right and the listener is not: the two do not belong together. */
function wireSteps(findings: readonly Finding[]): readonly string[] {
  const wire = findings.find(({ source, status }) => source === 'wire' && status === 'fail');
  if (wire === undefined || findings.some(({ source, status }) => source !== 'wire' && status === 'fail'))
    return [];
  return [`${wire.location}: find out what listens there; the configuration that was read says otherwise`];
}

/** `looked` are the settings that the rule looks at. */
export function remediationSteps(
  looked: readonly SettingName[],
  members: readonly Member[],
  findings: readonly Finding[],
): readonly string[] {
  return [
    ...new Set(steps(looked, members, findings).map((step) => (typeof step === 'string' ? step : step.step))),
  ];
}

/** The steps that set one setting, as lines. */
export function remediationEdits(
  looked: readonly SettingName[],
  members: readonly Member[],
  findings: readonly Finding[],
): readonly Edit[] {
  const edits = steps(looked, members, findings).filter((step) => typeof step !== 'string');
  return [...new Map(edits.map((edit) => [edit.step, edit])).values()];
}

function steps(
  looked: readonly SettingName[],
  members: readonly Member[],
  findings: readonly Finding[],
): readonly (string | Edit)[] {
  const counted = members.filter(({ countsForKubernetes }) => countsForKubernetes);
  return counted.flatMap((member) => {
    const own = findings.filter((finding) => finding.member === member.id);
    return [...member.sources.flatMap((view) => viewSteps(looked, view, own)), ...wireSteps(own)];
  });
}

function viewSteps(
  looked: readonly SettingName[],
  view: MemberSource,
  findings: readonly Finding[],
): readonly (string | Edit)[] {
  const finding = findings.find(({ location }) => location === view.location);
  if (finding?.status !== 'fail' || !view.resolution.resolved) return [];
  const declaredRight = findings.some(({ source, status }) => source === 'manifest' && status === 'pass');
  if (view.source === 'process' && declaredRight) {
    return [`${view.location}: the manifest is right and the process is older; let the kubelet restart it`];
  }
  const { settings } = view.resolution;
  const origin = dominantOrigin(looked, settings);
  return changes(
    finding.causes.map(({ reason }) => reason),
    settings,
  ).map((change) => ({
    step: `${view.location}: ${describe(change, settings, origin)}`,
    source: view.source,
    location: view.location,
    origin,
    now: lineNow(change, settings),
    line: lineOf(change.flag, change.value, origin),
  }));
}

const fileKeys: Readonly<Record<string, string>> = {
  'peer-cert-file': 'peer-transport-security.cert-file',
  'peer-key-file': 'peer-transport-security.key-file',
  'peer-trusted-ca-file': 'peer-transport-security.trusted-ca-file',
  'peer-client-cert-auth': 'peer-transport-security.client-cert-auth',
  'peer-auto-tls': 'peer-transport-security.auto-tls',
  'cert-file': 'client-transport-security.cert-file',
  'key-file': 'client-transport-security.key-file',
  'trusted-ca-file': 'client-transport-security.trusted-ca-file',
  'client-cert-auth': 'client-transport-security.client-cert-auth',
  'auto-tls': 'client-transport-security.auto-tls',
};

function describe({ flag, value, setting }: Change, settings: EtcdSettings, origin: Origin): string {
  const current = settings[setting];
  const now = ` (${current.known ? shownNow(current) : 'not set now'})`;
  if (origin === 'config_file')
    return `set ${fileKeys[flag] ?? flag}: ${value} in etcd's configuration file${now}`;
  if (origin === 'environment') return `set ${variableOf(flag)}=${value} in its environment${now}`;
  return `set --${flag}=${value}${now}`;
}

/** The line as it is there now; `undefined`: none is. */
function lineNow({ flag, setting }: Change, settings: EtcdSettings): string | undefined {
  const current = settings[setting];
  if (!current.known || current.origin === 'default') return undefined;
  return lineOf(flag, shown(current.value), current.origin);
}

function lineOf(flag: string, value: string, origin: Origin): string {
  if (origin === 'config_file') return `${(fileKeys[flag] ?? flag).replace('.', ':\n  ')}: ${value}`;
  return origin === 'environment' ? `${variableOf(flag)}=${value}` : `--${flag}=${value}`;
}

function variableOf(flag: string): string {
  return `ETCD_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function shownNow({ value, origin }: { readonly value: unknown; readonly origin: Origin }): string {
  if (origin === 'default') return 'not set now';
  return value === '' ? 'empty now' : `now ${shown(value)}`;
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return String(value);
  return (value as readonly { readonly text: string }[]).map(({ text }) => text).join(',');
}

/** Settings that nearly every etcd is given. */
const usual: readonly SettingName[] = [
  'name',
  'dataDir',
  'listenClientUrls',
  'advertiseClientUrls',
  'initialAdvertisePeerUrls',
];

/** Where this etcd takes its settings from, so that a new one goes to the same place. */
function dominantOrigin(looked: readonly SettingName[], settings: EtcdSettings): Origin {
  const origins = [...looked, ...usual].flatMap((name) => {
    const setting = settings[name];
    return setting.known ? [setting.origin] : [];
  });
  return (
    (['config_file', 'environment', 'flag'] as const).find((origin) => origins.includes(origin)) ?? 'default'
  );
}
