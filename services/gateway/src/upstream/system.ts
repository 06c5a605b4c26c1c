import type { Principal } from '@fieldline/contracts';

/** Who asks when nobody does who could sign in: what providers and pages by secret address bring. */
export const SYSTEM: Principal = {
  kind: 'system',
  id: 'gateway',
  tenantId: null,
  role: 'operator',
};
