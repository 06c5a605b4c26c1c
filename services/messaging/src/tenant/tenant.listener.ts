import { TenantChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { keepRetention } from '../erasure/retention.queries.js';

@Controller()
export class TenantListener {
  /** The same version again mends the copy. */
  @OnEvent(TenantChanged)
  async keep({ tenantId, payload }: Received<TenantChanged>, { tx }: Delivery): Promise<void> {
    const { name, country, contactPhone, messageDays, version } = payload;
    await tx.query(
      `INSERT INTO tenant_copy (tenant_id, name, country, contact_phone, version)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id) DO UPDATE
         SET name = excluded.name, country = excluded.country,
             contact_phone = excluded.contact_phone, version = excluded.version
       WHERE tenant_copy.version <= excluded.version`,
      [tenantId, name, country, contactPhone, version],
    );
    await keepRetention(tx, tenantId, messageDays ?? null, version);
  }
}
