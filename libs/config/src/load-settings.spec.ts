import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { IsInt, IsString, Max, MinLength } from 'class-validator';
import { loadSettings, Setting, SettingsError } from './index.js';

class BaseSettings {
  @Setting({ from: 'PORT' })
  @IsInt()
  @Max(65_535)
  port: number = 3000;

  @Setting({ from: 'DRAIN' })
  drain: boolean = true;
}

class DemoSettings extends BaseSettings {
  @Setting({ from: 'TOKEN', secret: true })
  @IsString()
  @MinLength(8)
  token!: string;
}

describe('loadSettings', () => {
  test('defaults hold where the environment is silent', () => {
    expect(loadSettings(DemoSettings, { TOKEN: 'long enough', PORT: '' })).toMatchObject({
      port: 3000,
      drain: true,
    });
  });

  test('numbers and booleans are converted', () => {
    const settings = loadSettings(DemoSettings, { TOKEN: 'long enough', PORT: '80', DRAIN: '0' });
    expect(settings).toMatchObject({ port: 80, drain: false });
  });

  test('a secret may come from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'token');
    writeFileSync(file, 'from a file\n');
    expect(loadSettings(DemoSettings, { TOKEN_FILE: file }).token).toBe('from a file');
  });

  test('every fault is named, no value is', () => {
    const load = () =>
      loadSettings(DemoSettings, { TOKEN: 'short', PORT: '99999', DRAIN: 'perhaps' });
    expect(load).toThrow(SettingsError);
    expect(load).toThrow(/DRAIN is not a yes or no.*TOKEN:.*PORT:/);
    expect(load).not.toThrow(/short|99999|perhaps/);
  });
});
