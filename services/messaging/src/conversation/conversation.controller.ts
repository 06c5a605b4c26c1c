import {
  type ConversationCounts,
  type ConversationView,
  type EntryView,
  ListConversations,
  ListQuery,
  NameConversation,
  type Page,
  type Principal,
  ReadConversation,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { idOf, refOf } from '../ref.js';
import { ConversationService } from './conversation.service.js';

@Controller('conversations')
export class ConversationController {
  constructor(private readonly conversations: ConversationService) {}

  @Get()
  list(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Query() query: ListConversations,
  ): Promise<Page<ConversationView>> {
    return this.conversations.list(tenantId, caller, query);
  }

  @Get('counts')
  counts(@TenantId() tenantId: string, @Caller() caller: Principal): Promise<ConversationCounts> {
    return this.conversations.counts(tenantId, caller);
  }

  @Get(':id')
  get(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.conversations.get(tenantId, idOf(id, 'conversation'), caller);
  }

  @Get(':id/entries')
  entries(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Query() query: ListQuery,
  ): Promise<Page<EntryView>> {
    return this.conversations.entries(tenantId, idOf(id, 'conversation'), caller, query);
  }

  @Post(':id/read')
  @HttpCode(200)
  read(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() command: ReadConversation,
  ): Promise<ConversationView> {
    return this.conversations.read(tenantId, idOf(id, 'conversation'), caller, command);
  }

  @Post(':id/name')
  @HttpCode(200)
  name(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { contactId }: NameConversation,
  ): Promise<ConversationView> {
    const contact = refOf(contactId, 'contact');
    return this.conversations.name(tenantId, idOf(id, 'conversation'), caller, contact);
  }
}
