import { type EventClass, eventMeta, stateFactTypes } from '@fieldline/contracts';

/** A row of an owner's: whose it is, and which of its states this one is. */
export interface Aggregate {
  readonly tenantId: string;
  /** Grows with each fact of it; 0 before the first. */
  readonly version: number;
}

/** How an owner says an aggregate's whole state: when it changes, and whenever it is asked to. */
export interface StateFact {
  readonly type: EventClass;
  readonly entity: new () => Aggregate;
  /** The property that names it among those of its business; with the tenant before it, the primary key. */
  readonly id: string;
  toPayload(aggregate: Aggregate): object;
}

/** Declares how a service says again what its own `type` says of an `entity`. */
export function stateFact<T extends object, A extends Aggregate>(fact: {
  readonly type: EventClass<T>;
  readonly entity: new () => A;
  readonly id: keyof A & string;
  toPayload(aggregate: A): T;
}): StateFact {
  return fact;
}

/**
 * A service's state facts by type.
 * @throws Error when one of its own is forgotten, or one is declared that isn't its own or carries no state
 */
export function stateFactsOf(
  service: string,
  facts: readonly StateFact[],
): ReadonlyMap<string, StateFact> {
  const declared = new Map<string, StateFact>(
    facts.map((fact) => [eventMeta(fact.type).type, fact]),
  );
  const own = new Set(stateFactTypes().filter((type) => type.startsWith(`${service}.`)));
  for (const type of declared.keys())
    if (!own.has(type)) throw new Error(`${type} is not a fact of ${service} that carries state`);
  for (const type of own)
    if (!declared.has(type))
      throw new Error(`${type} carries state, but ${service} can't repeat it`);
  return declared;
}
