import type { ApiKeyMode, Principal } from '@fieldline/contracts';
import { unauthorized } from '@fieldline/http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Permission } from './permissions.js';

/** What a credential is good for. */
export interface Access {
  readonly principal: Principal;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly mode: ApiKeyMode;
}

const accesses = new WeakMap<object, Access>();

export function attachAccess(request: object, access: Access): void {
  accesses.set(request, access);
}

/** The access of a request, for routes that pass some of it on. */
export const Granted = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const access = accesses.get(context.switchToHttp().getRequest<object>());
  if (!access) throw unauthorized();
  return access;
});
