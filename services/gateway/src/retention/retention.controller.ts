import { type Principal, type RetentionView, SetRetention } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { TenantService } from '../tenant/tenant.service.js';

/** How long a business keeps what people wrote. */
@Controller('v1/retention')
export class RetentionController {
  constructor(private readonly tenants: TenantService) {}

  @Get()
  @Allow('retention:read')
  async retention(@TenantId() tenantId: string): Promise<RetentionView> {
    const { messageDays } = await this.tenants.look(tenantId);
    return { messageDays };
  }

  @Put()
  @Allow('retention:write')
  async set(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() command: SetRetention,
  ): Promise<RetentionView> {
    const { messageDays } = command;
    const tenant = await this.tenants.keepMessagesFor(caller, tenantId, messageDays);
    return { messageDays: tenant.messageDays };
  }
}
