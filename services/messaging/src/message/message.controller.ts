import {
  AcceptMessage,
  ListMessages,
  type MessageView,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Put,
  Query,
} from '@nestjs/common';
import { idOf } from '../ref.js';
import { MessageService } from './message.service.js';

@Controller('messages')
export class MessageController {
  constructor(private readonly messages: MessageService) {}

  @Put(':id')
  @HttpCode(202)
  send(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() command: AcceptMessage,
  ): Promise<MessageView> {
    return this.messages.send(tenantId, id, command, caller);
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListMessages): Promise<Page<MessageView>> {
    return this.messages.list(tenantId, query);
  }

  @Get(':id')
  get(@TenantId() tenantId: string, @Param('id') id: string): Promise<MessageView> {
    return this.messages.get(tenantId, idOf(id, 'message'));
  }

  @Delete(':id')
  cancel(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<MessageView> {
    return this.messages.cancel(tenantId, idOf(id, 'message'), caller);
  }
}
