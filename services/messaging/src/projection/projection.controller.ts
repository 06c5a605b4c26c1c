import { PLATFORM_ID, type ProjectionView } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { notFound, TenantId } from '@fieldline/http';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ConsentCopy } from '../consent/consent.entity.js';
import { ConsentHoldCopy } from '../consent/hold.entity.js';
import { QuietHoursCopy } from '../quiet-hours/quiet-hours.entity.js';
import { RegistrationGate } from '../registration-gate/registration-gate.entity.js';
import { SendingPause } from '../sending-pause/sending-pause.entity.js';
import { Tenant } from '../tenant/tenant.entity.js';
import { UserCopy } from '../user/user.entity.js';

/** How far messaging's copies have come, for callers that wrote elsewhere and now rely on it here. */
@Controller('projections')
export class ProjectionController {
  constructor(private readonly database: Database) {}

  @Get(':name/:id')
  version(
    @TenantId() tenantId: string,
    @Param('name') name: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<ProjectionView> {
    if (name === 'sending-pause') return this.pause(tenantId, id);
    const read = COPIES[name];
    if (!read) throw notFound('projection');
    return this.database.asTenant(tenantId, async (tx) => ({
      version: (await read(tx, tenantId, id))?.version ?? 0,
    }));
  }

  /** A business's own, or everybody's. */
  private pause(tenantId: string, pauseId: string): Promise<ProjectionView> {
    if (pauseId !== tenantId && pauseId !== PLATFORM_ID) throw notFound('projection');
    return this.database.asTenant(tenantId, async (tx) => {
      const pause = await tx.findOneBy(SendingPause, { tenantId: pauseId });
      return { version: pause?.version ?? 0 };
    });
  }
}

type Copy = (
  tx: Transaction,
  tenantId: string,
  id: string,
) => Promise<{ readonly version: number } | null>;

/** What each projection is a copy of. */
const COPIES: Readonly<Record<string, Copy | undefined>> = {
  consent: (tx, tenantId, subjectId) => tx.findOneBy(ConsentCopy, { tenantId, subjectId }),
  consent_hold: (tx, tenantId, holdId) => tx.findOneBy(ConsentHoldCopy, { tenantId, holdId }),
  'quiet-hours': (tx, tenantId) => tx.findOneBy(QuietHoursCopy, { tenantId }),
  registration: (tx, tenantId) => tx.findOneBy(RegistrationGate, { tenantId }),
  tenant: (tx, tenantId) => tx.findOneBy(Tenant, { tenantId }),
  user: (tx, tenantId, userId) => tx.findOneBy(UserCopy, { tenantId, userId }),
};
