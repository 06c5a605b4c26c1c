import { RegistrationChanged } from '@fieldline/contracts';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';

@Controller()
export class RegistrationGateListener {
  /** The same version again mends the copy. */
  @OnEvent(RegistrationChanged)
  async keep(
    { tenantId, payload }: Received<RegistrationChanged>,
    { tx }: Delivery,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO registration_gate (tenant_id, submitted, approved, version) VALUES ($1, $2, $3, $4)
       ON CONFLICT (tenant_id) DO UPDATE
         SET submitted = excluded.submitted, approved = excluded.approved, version = excluded.version
       WHERE registration_gate.version <= excluded.version`,
      [tenantId, payload.submitted, payload.approved, payload.version],
    );
  }
}
