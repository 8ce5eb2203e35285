// Text of a remediation step: the line to write, by the origin of the settings, and the step in words.

import {
  type EtcdSettings,
  fileKey,
  fileKeyText,
  type Origin,
  settingDefinitions,
  type SettingName,
  settingText,
  variableName,
} from '../../model/settings.ts';
import type { Change } from './remedy-table.ts';

/** The step in words, with the present value. */
export function stepWords({ setting, value }: Change, settings: EtcdSettings, origin: Origin): string {
  const definition = settingDefinitions[setting];
  const now = `(${wordsNow(settings[setting])})`;
  if (origin === 'config_file')
    return `set ${fileKeyText(fileKey(definition))}: ${value} in etcd's configuration file ${now}`;
  const where = origin === 'environment' ? ' in its environment' : '';
  return `set ${settingLine(setting, value, origin)}${where} ${now}`;
}

export function settingLine(setting: SettingName, value: string, origin: Origin): string {
  const definition = settingDefinitions[setting];
  if (origin === 'environment') return `${variableName(definition.flag)}=${value}`;
  if (origin !== 'config_file') return `--${definition.flag}=${value}`;
  const { section, key } = fileKey(definition);
  return section === '' ? `${key}: ${value}` : `${section}:\n  ${key}: ${value}`;
}

/** The present line; `undefined`: there is none. */
export function lineNow(setting: SettingName, settings: EtcdSettings): string | undefined {
  const current = settings[setting];
  if (!current.known || current.origin === 'default') return undefined;
  return settingLine(setting, settingText(current.value), current.origin);
}

function wordsNow(setting: EtcdSettings[SettingName]): string {
  if (!setting.known || setting.origin === 'default') return 'not set now';
  return setting.value === '' ? 'empty now' : `now ${settingText(setting.value)}`;
}
