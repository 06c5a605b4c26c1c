import type { TenantState } from '@fieldline/contracts';

/** Businesses whose texts stay where they are. What comes in for them is kept. */
export function isHalted(state: TenantState): state is 'suspended' | 'closed' {
  return state === 'suspended' || state === 'closed';
}
