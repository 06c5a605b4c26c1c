import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.js';

const ALLOW = 'fieldline:allow';
const TEXTING = 'fieldline:texting';

/** The permission that a route asks for. A route without one, and not `@Public()`, doesn't start. */
export const Allow = (permission: Permission): MethodDecorator => SetMetadata(ALLOW, permission);

/** Routes of the texting add-on: refused until the business is activated. */
export const Texting = (): ClassDecorator & MethodDecorator => SetMetadata(TEXTING, true);

type Route = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

export function permissionOf(reflector: Reflector, route: Route): Permission | undefined {
  return reflector.get<Permission | undefined>(ALLOW, route.getHandler());
}

export function isTexting(reflector: Reflector, route: Route): boolean {
  return reflector.getAllAndOverride(TEXTING, [route.getHandler(), route.getClass()]) === true;
}
