import 'reflect-metadata';

/** What is fixed about an event: where it goes, what keeps its order, and what it looks like. */
export interface EventDefinition<T extends object> {
  /** `<topic>.<fact>.v<n>`, past tense. */
  readonly type: `${string}.${string}.${string}.v${number}`;
  /** The payload property whose events stay in order among themselves (the Kafka key). */
  readonly key: keyof T & string;
  /** The payload property that names the aggregate: a poison event parks this, not the whole key. */
  readonly subject: keyof T & string;
  /** A true example; it is validated in the tests and published with the schema. */
  readonly example: T;
  /** True for the few events that carry what people wrote to each other. */
  readonly carriesBody?: boolean;
  /**
   * True for a fact that is its aggregate's whole state with a `version`, and nothing that happened: its
   * owner may say it again, so that copies elsewhere are mended.
   */
  readonly carriesState?: boolean;
}

export type EventClass<T extends object = object> = new () => T;

export interface EventMeta<T extends object = object> extends EventDefinition<T> {
  readonly Class: EventClass<T>;
  readonly topic: string;
}

const byClass = new Map<EventClass, EventMeta>();
const byType = new Map<string, EventMeta>();

/** Declares a class as an event. Two events of one type don't load. */
export function EventType<T extends object>(definition: EventDefinition<T>) {
  return (Class: EventClass<T>): void => {
    const { type } = definition;
    if (byType.has(type)) throw new Error(`Event type ${type} is declared twice`);
    const topic = type.split('.').slice(0, 2).join('.');
    const meta = { ...definition, Class, topic } as unknown as EventMeta;
    byClass.set(Class, meta);
    byType.set(type, meta);
  };
}

export function isEventClass(Class: unknown): boolean {
  return byClass.has(Class as EventClass);
}

/** @throws Error when the class isn't a declared event */
export function eventMeta(Class: EventClass): EventMeta {
  const meta = byClass.get(Class);
  if (!meta) throw new Error(`${Class.name} is not declared with @EventType`);
  return meta;
}

export function eventMetaOfType(type: string): EventMeta | undefined {
  return byType.get(type);
}

/** Every declared event, by type. */
export function eventCatalogue(): EventMeta[] {
  return [...byType.values()].toSorted((a, b) => a.type.localeCompare(b.type));
}

/** Types of the facts that carry state, by name. */
export function stateFactTypes(): string[] {
  return eventCatalogue().flatMap(({ type, carriesState }) => (carriesState ? [type] : []));
}
