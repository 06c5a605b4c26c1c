import { type AlertsView, type AlertView, type Principal, SetAlerts } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { AlertClient } from './alert.client.js';

/** When a business wants to hear that its balance is low, and when it was told so. */
@Controller('v1/alerts')
export class AlertController {
  constructor(private readonly client: AlertClient) {}

  @Get()
  @Allow('balance:read')
  alerts(@Caller() caller: Principal): Promise<AlertsView> {
    return this.client.alerts(caller);
  }

  @Put()
  @Allow('alerts:write')
  change(@Caller() caller: Principal, @Body() thresholds: SetAlerts): Promise<AlertsView> {
    return this.client.change(caller, thresholds);
  }

  @Post(':id/acknowledgement')
  @HttpCode(200)
  @Allow('alerts:write')
  acknowledge(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('alert')) id: string,
  ): Promise<AlertView> {
    return this.client.acknowledge(caller, id);
  }
}
