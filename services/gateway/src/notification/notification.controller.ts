import {
  ListNotifications,
  type NotificationPage,
  type NotificationView,
  type Principal,
  SendNotification,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { NotificationService } from './notification.service.js';

/** What a user is told; each sees their own alone, so whoever has signed in may. */
@Controller('v1/notifications')
export class NotificationController {
  constructor(private readonly notifications: NotificationService) {}

  @Get()
  @Allow('me:read')
  list(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Query() query: ListNotifications,
  ): Promise<NotificationPage> {
    return this.notifications.list(caller, tenantId, query);
  }

  @Post()
  @Allow('conversations:write')
  send(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: SendNotification,
  ): Promise<NotificationView> {
    const cause = writeIdOf(tenantId, 'notification', key);
    return this.notifications.send(caller, tenantId, cause, command);
  }

  @Post('read-all')
  @HttpCode(200)
  @Allow('me:read')
  readAll(@Caller() caller: Principal, @TenantId() tenantId: string): Promise<{ read: number }> {
    return this.notifications.readAll(caller, tenantId);
  }

  @Post(':id/read')
  @HttpCode(200)
  @Allow('me:read')
  read(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('id', new IdPipe('notification')) id: string,
  ): Promise<NotificationView> {
    return this.notifications.read(caller, tenantId, id);
  }
}
