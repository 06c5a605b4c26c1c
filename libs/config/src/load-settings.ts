import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { settingsOf, type SettingDefinition } from './setting.js';

/** The service can't start: names every setting that is missing or wrong, never a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one settings object. `environment` is handed in, so that several services
 * in one process don't share one set of variables.
 * @throws SettingsError naming each variable at fault
 */
export function loadSettings<T extends object>(Class: new () => T, environment: Environment): T {
  const settings = new Class();
  const definitions = settingsOf(Class.prototype as object);
  const faults: string[] = [];
  for (const definition of definitions) {
    const text = read(definition, environment);
    if (text === undefined) continue;
    const value = convert(definition, text);
    if (value === undefined) faults.push(`${definition.from} is not a ${kind(definition)}`);
    else Object.assign(settings, { [definition.property]: value });
  }
  const variables = new Map(definitions.map((d) => [d.property, d.from]));
  for (const error of validateSync(settings, {
    validationError: { target: false, value: false },
  })) {
    const variable = variables.get(error.property) ?? error.property;
    const reasons = Object.values(error.constraints ?? { invalid: 'is invalid' }).join(', ');
    faults.push(`${variable}: ${reasons}`);
  }
  if (faults.length > 0) throw new SettingsError(`Settings: ${faults.join('; ')}`);
  return settings;
}

function read(definition: SettingDefinition, environment: Environment): string | undefined {
  const direct = environment[definition.from];
  if (direct !== undefined && direct !== '') return direct;
  const file = definition.secret ? environment[`${definition.from}_FILE`] : undefined;
  return file ? readFileSync(file, 'utf8').trim() : undefined;
}

function convert({ type }: SettingDefinition, text: string): unknown {
  if (type === Number) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (type === Boolean) {
    if (['1', 'true'].includes(text)) return true;
    return ['0', 'false'].includes(text) ? false : undefined;
  }
  return text;
}

function kind({ type }: SettingDefinition): string {
  return type === Number ? 'number' : 'yes or no (1, 0, true, false)';
}
