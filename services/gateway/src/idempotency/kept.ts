/**
 * What is kept of writes that carry a tax number: a fingerprint of nine digits is as good as the digits,
 * since all of them can be tried.
 */
import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';

const KNOWN_BY_KEY = 'fieldline:known-by-key';
const KEEPS_NOTHING = 'fieldline:keeps-nothing';

/**
 * Repeats are told by their key, method and path alone: no fingerprint is taken of the body, so that only
 * what was done is answered again. It may take a minute.
 */
export const KnownByKey = (): MethodDecorator => SetMetadata(KNOWN_BY_KEY, true);

/** It changes nothing, or may be done again: not even its key is kept, nor what it answers. */
export const KeepsNothing = (): MethodDecorator => SetMetadata(KEEPS_NOTHING, true);

type Route = Pick<ExecutionContext, 'getHandler'>;

export function isKnownByKey(reflector: Reflector, route: Route): boolean {
  return reflector.get<boolean | undefined>(KNOWN_BY_KEY, route.getHandler()) === true;
}

export function keepsNothing(reflector: Reflector, route: Route): boolean {
  return reflector.get<boolean | undefined>(KEEPS_NOTHING, route.getHandler()) === true;
}
