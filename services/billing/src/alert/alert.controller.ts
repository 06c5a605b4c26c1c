import {
  actorOf,
  type AlertsView,
  type AlertView,
  type Principal,
  SetAlerts,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { AlertService } from './alert.service.js';

@Controller('alerts')
export class AlertController {
  constructor(private readonly alerts: AlertService) {}

  @Get()
  list(@TenantId() tenantId: string): Promise<AlertsView> {
    return this.alerts.alerts(tenantId);
  }

  @Put()
  change(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() { thresholds }: SetAlerts,
  ): Promise<AlertsView> {
    return this.alerts.change(tenantId, thresholds, actorOf(caller));
  }

  @Post(':id/acknowledgement')
  @HttpCode(200)
  acknowledge(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<AlertView> {
    return this.alerts.acknowledge(tenantId, id, actorOf(caller));
  }
}
