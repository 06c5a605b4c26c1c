import 'reflect-metadata';

export interface SettingOptions {
  /** The environment variable. */
  readonly from: string;
  /** Secrets may also come as a file, named by `<variable>_FILE`. They are never printed. */
  readonly secret?: boolean;
}

export interface SettingDefinition extends SettingOptions {
  readonly property: string;
  readonly type: unknown;
}

const definitions = new WeakMap<object, SettingDefinition[]>();

/** Marks a property of a settings class as read from the environment; its initial value is the default. */
export function Setting(options: SettingOptions): PropertyDecorator {
  return (target, property) => {
    const list = definitions.get(target) ?? [];
    list.push({
      ...options,
      property: String(property),
      type: Reflect.getMetadata('design:type', target, property),
    });
    definitions.set(target, list);
  };
}

/** The settings of a class, those of its parents first. */
export function settingsOf(target: object): SettingDefinition[] {
  const parent: unknown = Object.getPrototypeOf(target);
  const inherited = typeof parent === 'object' && parent !== null ? settingsOf(parent) : [];
  return [...inherited, ...(definitions.get(target) ?? [])];
}
