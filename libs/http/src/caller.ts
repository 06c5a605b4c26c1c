import type { Principal } from '@fieldline/contracts';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { tenantRequired, unauthorized } from './problems.js';

const principals = new WeakMap<object, Principal>();

/** Says who a request is from; for guards that learn it another way than by a principal token. */
export function attachPrincipal(request: object, principal: Principal): void {
  principals.set(request, principal);
}

export function principalOf(request: object): Principal | undefined {
  return principals.get(request);
}

/** The principal of a request; 401 when there is none, as on a public route. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context),
);

/** The tenant that is acted for; 400 `tenant_required` for an operator who names none. */
export const TenantId = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const { tenantId } = callerOf(context);
  if (tenantId === null) throw tenantRequired();
  return tenantId;
});

function callerOf(context: ExecutionContext): Principal {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (!principal) throw unauthorized();
  return principal;
}
