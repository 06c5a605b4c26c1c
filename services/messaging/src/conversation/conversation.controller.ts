import {
  type ConversationView,
  type EntryView,
  ListQuery,
  NameConversation,
  type Page,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { idOf, refOf } from '../ref.js';
import { ConversationService } from './conversation.service.js';

@Controller('conversations')
export class ConversationController {
  constructor(private readonly conversations: ConversationService) {}

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<ConversationView>> {
    return this.conversations.list(tenantId, query);
  }

  @Get(':id')
  get(@TenantId() tenantId: string, @Param('id') id: string): Promise<ConversationView> {
    return this.conversations.get(tenantId, idOf(id, 'conversation'));
  }

  @Get(':id/entries')
  entries(
    @TenantId() tenantId: string,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Page<EntryView>> {
    return this.conversations.entries(tenantId, idOf(id, 'conversation'), query);
  }

  @Post(':id/name')
  @HttpCode(200)
  name(
    @TenantId() tenantId: string,
    @Param('id') id: string,
    @Body() { contactId }: NameConversation,
  ): Promise<ConversationView> {
    return this.conversations.name(tenantId, idOf(id, 'conversation'), refOf(contactId, 'contact'));
  }
}
