// A member's settings as evidence, for reports and labels.

import type { MemberSource } from '../model/member.ts';
import {
  type EtcdSettings,
  type Origin,
  peerSettings,
  settingDefinitions,
  type SettingName,
  settingOfFlag,
} from '../model/settings.ts';
import type { Listener, MemberList } from '../model/listener.ts';

/** Whether the value of a flag may be shown: that of any other may be a secret. */
export function isEvidence(flag: string): boolean {
  const name = settingOfFlag(flag);
  return name !== undefined && settingDefinitions[name].side !== undefined;
}

export type EvidenceValue = { readonly value: string | boolean | null; readonly origin: Origin | 'unknown' };

export function settingEvidence(settings: EtcdSettings, name: SettingName): EvidenceValue {
  const setting = settings[name];
  if (!setting.known) return { value: null, origin: 'unknown' };
  const { value, origin } = setting;
  if (typeof value === 'string' || typeof value === 'boolean') return { value, origin };
  return { value: value.map(({ text }) => text).join(','), origin };
}

/** Where the peer settings come from: `config_file`, `flag`, `environment`, `flag+environment`, `default` or `unknown`. */
export function configOrigin({ resolution }: MemberSource): string {
  if (!resolution.resolved) return 'unknown';
  const { settings } = resolution;
  const origins = new Set(peerSettings.map((name) => settingEvidence(settings, name).origin));
  const given = (['config_file', 'flag', 'environment'] as const).filter((origin) => origins.has(origin));
  if (given.length > 0) return given.join('+');
  return origins.has('unknown') ? 'unknown' : 'default';
}

/** etcd's own name of a setting; `all` for a configuration that etcd refuses as a whole. */
export function settingLabel(setting: SettingName | undefined): string {
  return setting === undefined ? 'all' : settingDefinitions[setting].flag;
}

/** What a peer listener answered, as a sentence. */
export function listenerSentence({ url, answer }: Listener): string {
  switch (answer.kind) {
    case 'plaintext':
      return `${url} answers in plaintext${memberSentence(answer.members)}`;
    case 'tls': {
      const demand = answer.clientCertificateRequired
        ? 'demands a client certificate'
        : 'asks for no client certificate';
      const [certificate] = answer.certificates;
      const served =
        certificate === undefined
          ? ''
          : `; serves ${certificate.subject || 'a certificate'}, valid to ${certificate.notAfter.toISOString()}`;
      return `${url} answers with ${answer.protocol} and ${demand}${memberSentence(answer.members)}${served}`;
    }
    case 'no_answer':
      return `${url} does not answer: ${answer.detail}`;
    case 'not_probed':
    default:
      return `${url} was not asked: ${answer.detail}`;
  }
}

function memberSentence(members: MemberList | undefined): string {
  if (members === undefined) return '';
  if (members.count === undefined) return ', and lists one member to anyone, which it has yet to repeat';
  return `, and lists ${members.count} ${members.count === 1 ? 'member' : 'members'} to anyone`;
}
