import type { ProjectionView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { notFound, TenantId } from '@fieldline/http';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ConsentCopy } from '../consent/consent.entity.js';
import { ConsentHoldCopy } from '../consent/hold.entity.js';
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
    return this.database.asTenant(tenantId, async (tx) => {
      if (name === 'consent') {
        const copy = await tx.findOneBy(ConsentCopy, { tenantId, subjectId: id });
        return { version: copy?.version ?? 0 };
      }
      if (name === 'consent_hold') {
        const copy = await tx.findOneBy(ConsentHoldCopy, { tenantId, holdId: id });
        return { version: copy?.version ?? 0 };
      }
      if (name === 'tenant') {
        const copy = await tx.findOneBy(Tenant, { tenantId });
        return { version: copy?.version ?? 0 };
      }
      if (name === 'user') {
        const copy = await tx.findOneBy(UserCopy, { tenantId, userId: id });
        return { version: copy?.version ?? 0 };
      }
      throw notFound('projection');
    });
  }
}
