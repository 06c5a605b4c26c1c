import {
  AcceptMessage,
  ListMessages,
  type MessageView,
  type Page,
  PreviewMessage,
  type Principal,
  type TextPreview,
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
  Post,
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

  /** What a text that is being written would say. */
  @Post('preview')
  @HttpCode(200)
  preview(@TenantId() tenantId: string, @Body() text: PreviewMessage): Promise<TextPreview> {
    return this.messages.preview(tenantId, text);
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
