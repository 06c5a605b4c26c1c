import { type Principal, SetTextingSettings, type TextingSettingsView } from '@fieldline/contracts';
import { Caller, path, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { TenantService } from '../tenant/tenant.service.js';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging } from '../upstream/services.js';

/** What every text of a business is like. */
@Controller('v1/texting-settings')
export class TextingSettingsController {
  constructor(
    private readonly tenants: TenantService,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  @Get()
  @Allow('texting_settings:read')
  async settings(@TenantId() tenantId: string): Promise<TextingSettingsView> {
    const { introduceFirstText } = await this.tenants.look(tenantId);
    return { introduceFirstText };
  }

  @Put()
  @Allow('texting_settings:write')
  async set(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() command: SetTextingSettings,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TextingSettingsView> {
    const { introduceFirstText, version } = await this.tenants.introduceFirstTexts(
      caller,
      tenantId,
      command.introduceFirstText,
    );
    const place = path`/projections/tenant/${tenantId}`;
    const current = await this.projections.reaches(this.messaging, place, caller, version);
    if (!current) reply.code(202);
    return { introduceFirstText, ...(!current && { pending: true }) };
  }
}
