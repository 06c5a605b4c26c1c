import { eventMeta, type EventClass } from '@fieldline/contracts';
import { Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
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

/** Nest's own filter makes every error "Internal server error"; the consumer decides by what it was. */
@Catch()
class ErrorsAsTheyAre implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** `EventPattern`'s own type refuses a method that says what it takes; without the marks Nest hands on the payload alone. */
function mark(type: EventClass, batch: boolean): MethodDecorator {
  return (target, key, method) => {
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    UseFilters(new ErrorsAsTheyAre())(target, key, method);
    (EventPattern(eventMeta(type).type, { batch }) as MethodDecorator)(target, key, method);
  };
}
