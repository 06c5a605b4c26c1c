import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.js';

const ALLOW = 'fieldline:allow';
const TEXTING = 'fieldline:texting';
const SENDING = 'fieldline:sending';
const OR_MENTIONED = 'fieldline:or-mentioned';
const UNTIL_CLOSED = 'fieldline:until-closed';

/** The permission that a route asks for. A route without one, and not `@Public()`, doesn't start. */
export const Allow = (permission: Permission): MethodDecorator => SetMetadata(ALLOW, permission);

/** Routes of a thread that people without the permission may call, too, where a note mentions them: messaging knows. */
export const OrMentioned = (): MethodDecorator => SetMetadata(OR_MENTIONED, true);

/** Routes of the texting add-on: refused until the business is activated. */
export const Texting = (): ClassDecorator & MethodDecorator => SetMetadata(TEXTING, true);

/** Routes by which something leaves: refused while the business is suspended; texts also until their rules are read. */
export const Sending = (): MethodDecorator => SetMetadata(SENDING, true);

/** Routes by which money is spent or something begins: refused once the business is closed, to operators, too. */
export const UntilClosed = (): MethodDecorator => SetMetadata(UNTIL_CLOSED, true);

type Route = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

export function permissionOf(reflector: Reflector, route: Route): Permission | undefined {
  return reflector.get<Permission | undefined>(ALLOW, route.getHandler());
}

export function isForMentioned(reflector: Reflector, route: Route): boolean {
  return reflector.get(OR_MENTIONED, route.getHandler()) === true;
}

export function isTexting(reflector: Reflector, route: Route): boolean {
  return reflector.getAllAndOverride(TEXTING, [route.getHandler(), route.getClass()]) === true;
}

export function endsWithClosing(reflector: Reflector, route: Route): boolean {
  return reflector.get(UNTIL_CLOSED, route.getHandler()) === true;
}

export function isSending(reflector: Reflector, route: Route): boolean {
  return reflector.get(SENDING, route.getHandler()) === true;
}
