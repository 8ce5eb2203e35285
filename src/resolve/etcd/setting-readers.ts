// One reader for each kind of setting → all settings.

import { failWith, ok, type Result } from '../../model/result.ts';
import {
  type EtcdSettings,
  type Setting,
  type SettingDefinition,
  settingDefinitions,
  settingNames,
  type SettingValues,
} from '../../model/settings.ts';

/** An error is etcd's refusal of the whole configuration, whether or not anything uses the setting. */
type SettingReaders = {
  readonly [K in keyof SettingValues]: (
    definition: SettingDefinition,
  ) => Result<Setting<SettingValues[K]>, string>;
};

export function readSettings(readers: SettingReaders): Result<EtcdSettings> {
  const settings: Record<string, Setting<SettingValues[keyof SettingValues]>> = {};
  for (const name of settingNames) {
    const definition = settingDefinitions[name];
    const setting = readers[definition.kind](definition);
    if (!setting.ok) return failWith('etcd_rejects_configuration', setting.error);
    settings[name] = setting.value;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each setting comes from the reader of its kind
  return ok(settings as EtcdSettings);
}
