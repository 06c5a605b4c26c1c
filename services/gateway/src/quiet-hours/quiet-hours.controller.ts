import { type Principal, type QuietHoursView, SetQuietHours } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { QuietHoursClient } from './quiet-hours.client.js';

/** When a business's texts may go, on the recipients' clocks. */
@Controller('v1/quiet-hours')
export class QuietHoursController {
  constructor(private readonly hours: QuietHoursClient) {}

  @Get()
  @Allow('quiet_hours:read')
  get(@Caller() caller: Principal): Promise<QuietHoursView> {
    return this.hours.get(caller);
  }

  @Put()
  @Allow('quiet_hours:write')
  async set(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() command: SetQuietHours,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<QuietHoursView & { pending?: true }> {
    const { hours, pending } = await this.hours.set(caller, tenantId, command);
    if (!pending) return hours;
    reply.code(202);
    return { ...hours, pending };
  }
}
