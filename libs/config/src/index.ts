export { Setting, type SettingDefinition, type SettingOptions, settingsOf } from './setting.js';
export { loadSettings, SettingsError } from './load-settings.js';
