import { TenantChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { Tenant } from './tenant.entity.js';

/** What the services behind us know a business by. */
export function toTenantChanged(tenant: Tenant): TenantChanged {
  const { tenantId, name, country, timeZone, contactPhone, state, version } = tenant;
  const { messageDays, introduceFirstText } = tenant;
  const place = { name, country, timeZone, contactPhone };
  return { businessId: tenantId, ...place, state, messageDays, introduceFirstText, version };
}

export const tenantFact = stateFact({
  type: TenantChanged,
  entity: Tenant,
  id: 'tenantId',
  toPayload: toTenantChanged,
});
