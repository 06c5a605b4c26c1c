import { eventMeta, type EventClass } from '@fieldline/contracts';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { Received } from './envelope.js';
import type { Delivery } from './handlers.js';

type Method<Event> = TypedPropertyDescriptor<(event: Event, delivery: Delivery) => Promise<void>>;

/** Handles events one by one, in the transaction that `delivery` carries. */
export function OnEvent<T extends object>(type: EventClass<T>) {
  return (target: object, key: string | symbol, method: Method<Received<T>>): void => {
    mark(type, false)(target, key, method);
  };
}

/** Handles events by the run: neighbours of one type, of any number of tenants. */
export function OnEvents<T extends object>(type: EventClass<T>) {
  return (target: object, key: string | symbol, method: Method<readonly Received<T>[]>): void => {
    mark(type, true)(target, key, method);
  };
}

/** `EventPattern`'s own type refuses a method that says what it takes; without the marks Nest hands on the payload alone. */
function mark(type: EventClass, batch: boolean): MethodDecorator {
  return (target, key, method) => {
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    (EventPattern(eventMeta(type).type, { batch }) as MethodDecorator)(target, key, method);
  };
}
