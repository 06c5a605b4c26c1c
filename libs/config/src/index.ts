export { Setting, type SettingOptions } from './setting.js';
export { loadSettings, SettingsError } from './load-settings.js';
