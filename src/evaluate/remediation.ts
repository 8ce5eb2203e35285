// What to change on this node, by the settings that each failing view has.

import type { EtcdSettings, Member, MemberView, Origin, SettingName } from '../model/member.ts';
import type { Reason } from '../model/reason.ts';
import type { Edit, Finding } from '../model/report.ts';

/** Every configuration is right and the listener is not: the two do not belong together. */
function wireSteps(findings: readonly Finding[]): readonly string[] {
  const wire = findings.find(({ source, status }) => source === 'wire' && status === 'fail');
  if (wire === undefined || findings.some(({ source, status }) => source !== 'wire' && status === 'fail'))
    return [];
  return [`${wire.location}: find out what listens there; the configuration that was read says otherwise`];
}

type Change = { readonly flag: string; readonly value: string; readonly setting: SettingName };

export function remediationSteps(
  members: readonly Member[],
  findings: readonly Finding[],
): readonly string[] {
  return [...new Set(steps(members, findings).map((step) => (typeof step === 'string' ? step : step.step)))];
}

/** The steps that set one setting, as lines. */
export function remediationEdits(members: readonly Member[], findings: readonly Finding[]): readonly Edit[] {
  const edits = steps(members, findings).filter((step) => typeof step !== 'string');
  return [...new Map(edits.map((edit) => [edit.step, edit])).values()];
}

function steps(members: readonly Member[], findings: readonly Finding[]): readonly (string | Edit)[] {
  const counted = members.filter(({ countsForKubernetes }) => countsForKubernetes);
  return counted.flatMap((member) => {
    const own = findings.filter((finding) => finding.member === member.id);
    return [...member.views.flatMap((view) => viewSteps(view, own)), ...wireSteps(own)];
  });
}

function viewSteps(view: MemberView, findings: readonly Finding[]): readonly (string | Edit)[] {
  const finding = findings.find(({ location }) => location === view.location);
  if (finding?.status !== 'fail' || !view.resolution.resolved) return [];
  const declaredRight = findings.some(({ source, status }) => source === 'manifest' && status === 'pass');
  if (view.source === 'process' && declaredRight) {
    return [`${view.location}: the manifest is right and the process is older; let the kubelet restart it`];
  }
  const { settings } = view.resolution;
  const origin = dominantOrigin(settings);
  return changes(
    finding.causes.map(({ reason }) => reason),
    settings,
  ).map((change) => ({
    step: `${view.location}: ${describe(change, settings)}`,
    source: view.source,
    location: view.location,
    origin,
    now: lineNow(change, settings),
    line: lineOf(change.flag, change.value, origin),
  }));
}

function changes(reasons: readonly Reason[], settings: EtcdSettings): readonly Change[] {
  const has = (...any: readonly Reason[]): boolean => any.some((reason) => reasons.includes(reason));
  const wanted: Change[] = [];
  const add = (setting: SettingName, flag: string, value: string): void => {
    wanted.push({ setting, flag, value });
  };
  const { peerCertFile, peerKeyFile, peerTrustedCaFile, listenPeerUrls } = settings;
  const needsPair = has(
    'self_signed_auto_tls',
    'auto_tls_drops_client_auth',
    'peer_listener_plaintext',
    'peer_listener_mixed',
  );
  if (has('peer_cert_file_not_set') || (needsPair && isEmpty(peerCertFile)))
    add('peerCertFile', 'peer-cert-file', '<peer certificate>');
  if (has('peer_key_file_not_set') || (needsPair && isEmpty(peerKeyFile)))
    add('peerKeyFile', 'peer-key-file', '<its private key>');
  if (has('peer_listener_plaintext', 'peer_listener_mixed') && listenPeerUrls.known) {
    const secured = listenPeerUrls.value.map(({ text }) => text.replace(/^[a-z]+:/i, 'https:'));
    add('listenPeerUrls', 'listen-peer-urls', secured.join(','));
  }
  if (has('client_cert_auth_not_set', 'client_cert_auth_false')) {
    add('peerClientCertAuth', 'peer-client-cert-auth', 'true');
    if (isEmpty(peerTrustedCaFile))
      add('peerTrustedCaFile', 'peer-trusted-ca-file', '<authority of the peer certificates>');
  }
  return wanted;
}

function isEmpty(setting: EtcdSettings['peerCertFile']): boolean {
  return setting.known && setting.value === '';
}

const fileKeys: Readonly<Record<string, string>> = {
  'peer-cert-file': 'peer-transport-security.cert-file',
  'peer-key-file': 'peer-transport-security.key-file',
  'peer-trusted-ca-file': 'peer-transport-security.trusted-ca-file',
  'peer-client-cert-auth': 'peer-transport-security.client-cert-auth',
};

function describe({ flag, value, setting }: Change, settings: EtcdSettings): string {
  const current = settings[setting];
  const now = ` (${current.known ? shownNow(current) : 'not set now'})`;
  const origin = dominantOrigin(settings);
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

/** Where this etcd takes its settings from, so that a new one goes to the same place. */
function dominantOrigin(settings: EtcdSettings): Origin {
  const origins = Object.values(settings).flatMap((setting) => (setting.known ? [setting.origin] : []));
  return (
    (['config_file', 'environment', 'flag'] as const).find((origin) => origins.includes(origin)) ?? 'default'
  );
}
