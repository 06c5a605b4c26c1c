import { Problem } from '@fieldline/http';

/** @param contact whom to ask */
export const tenantHalted = (state: 'suspended' | 'closed', contact: string): Problem =>
  new Problem({
    code: `tenant_${state}`,
    status: 403,
    detail:
      state === 'suspended'
        ? `Texting is suspended for this business: nothing is sent. Ask ${contact}.`
        : `This business's account is closed: nothing is sent. Ask ${contact}.`,
  });
