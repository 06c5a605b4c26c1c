import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { BillingSettings } from '@fieldline/billing';
import { ComplianceSettings } from '@fieldline/compliance';
import { settingsOf } from '@fieldline/config';
import { GatewaySettings } from '@fieldline/gateway';
import { MessagingSettings } from '@fieldline/messaging';
import { SchedulerSettings } from '@fieldline/scheduler';
import { validateSync } from 'class-validator';

const SERVICES: Readonly<Record<string, new () => object>> = {
  billing: BillingSettings,
  compliance: ComplianceSettings,
  gateway: GatewaySettings,
  messaging: MessagingSettings,
  scheduler: SchedulerSettings,
};
const ROW = /^\| `(\w+)`\s*\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm;

interface Row {
  readonly setting: string;
  readonly services: readonly string[];
  readonly default: string;
  readonly secret: boolean;
  readonly meaning: string;
}

const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(ROW)].map((match): Row => {
  const [setting = '', readBy = '', byDefault = '', secret = '', meaning = ''] = match
    .slice(1)
    .map((cell) => cell.trim());
  const services = readBy === 'all' ? Object.keys(SERVICES) : readBy.split(', ');
  return { setting, services, default: byDefault, secret: secret === 'yes', meaning };
});

/** `setting · default · secret`, one of each that a service reads: what it was made with, and what it can't do without. */
function readBy(Settings: new () => object): string[] {
  const settings = new Settings();
  const missing = new Set(validateSync(settings).map(({ property }) => property));
  return settingsOf(Settings.prototype as object).map(({ from, property, secret }) => {
    const value = Reflect.get(settings, property) as string | number | boolean | undefined;
    const isGiven = value !== undefined && value !== '';
    const without = missing.has(property) ? 'required' : 'none';
    return told(from, isGiven ? `\`${value}\`` : without, secret ?? false);
  });
}

function told(setting: string, byDefault: string, secret: boolean): string {
  return `${setting} · ${byDefault} · ${secret ? 'secret' : 'open'}`;
}

test.each(Object.entries(SERVICES))('docs/settings.md has what %s reads', (service, Settings) => {
  const documented = rows
    .filter(({ services }) => services.includes(service))
    .map((row) => told(row.setting, row.default, row.secret));
  expect(documented.toSorted()).toEqual(readBy(Settings).toSorted());
});

test('docs/settings.md says what each is for, and names services that there are', () => {
  for (const { meaning, services } of rows) {
    expect(meaning).toMatch(/\w{3}/);
    expect(Object.keys(SERVICES)).toEqual(expect.arrayContaining([...services]));
  }
});
