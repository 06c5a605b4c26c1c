import {
  type EmployeeText,
  ListMessages,
  type MessageView,
  type Page,
  type Principal,
  SendMessage,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow, Sending, Texting } from '../access/allow.js';
import { EmployeeTexts } from '../employee/employee-texts.js';
import { checkContext } from '../field-code/field-code.access.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { IdPipe } from '../ref.js';
import { MessageClient } from './message.client.js';

@Controller('v1/messages')
@Texting()
export class MessageController {
  constructor(
    private readonly messages: MessageClient,
    private readonly employeeTexts: EmployeeTexts,
  ) {}

  @Post()
  @HttpCode(202)
  @Allow('messages:write')
  @Sending()
  send(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Granted() access: Access,
    @Body() { employeeIds, ...message }: SendMessage,
  ): Promise<MessageView | { items: EmployeeText[] }> {
    checkContext(access, message);
    const id = writeIdOf(tenantId, 'message', key);
    return employeeIds
      ? this.employeeTexts.send(caller, tenantId, id, { ...message, employeeIds })
      : this.messages.send(caller, tenantId, id, message);
  }

  @Get()
  @Allow('messages:read')
  list(@Caller() caller: Principal, @Query() query: ListMessages): Promise<Page<MessageView>> {
    return this.messages.list(caller, query);
  }

  @Get(':id')
  @Allow('messages:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('message')) id: string,
  ): Promise<MessageView> {
    return this.messages.get(caller, id);
  }

  /** Until it is handed to Twilio. */
  @Delete(':id')
  @Allow('messages:write')
  cancel(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('message')) id: string,
  ): Promise<MessageView> {
    return this.messages.cancel(caller, id);
  }
}
