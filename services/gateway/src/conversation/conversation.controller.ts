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
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, OrMentioned } from '../access/allow.js';
import { IdPipe, refOf } from '../ref.js';
import { ConversationClient } from './conversation.client.js';

const Id = () => Param('id', new IdPipe('conversation'));

@Controller('v1/conversations')
export class ConversationController {
  constructor(private readonly conversations: ConversationClient) {}

  @Get()
  @Allow('conversations:read')
  list(
    @Caller() caller: Principal,
    @Query() query: ListConversations,
  ): Promise<Page<ConversationView>> {
    return this.conversations.list(caller, query);
  }

  @Get('counts')
  @Allow('conversations:read')
  counts(@Caller() caller: Principal): Promise<ConversationCounts> {
    return this.conversations.counts(caller);
  }

  @Get(':id')
  @Allow('conversations:read')
  @OrMentioned()
  get(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.get(caller, id);
  }

  @Get(':id/entries')
  @Allow('conversations:read')
  @OrMentioned()
  entries(
    @Caller() caller: Principal,
    @Id() id: string,
    @Query() query: ListQuery,
  ): Promise<Page<EntryView>> {
    return this.conversations.entries(caller, id, query);
  }

  /** For the caller alone, whoever else has read it: so who may only look may do it, too. */
  @Post(':id/read')
  @HttpCode(200)
  @Allow('conversations:read')
  read(
    @Caller() caller: Principal,
    @Id() id: string,
    @Body() command: ReadConversation,
  ): Promise<ConversationView> {
    return this.conversations.read(caller, id, command);
  }

  /** Says which contact the number is; the thread takes its name. */
  @Post(':id/name')
  @HttpCode(200)
  @Allow('conversations:write')
  name(
    @Caller() caller: Principal,
    @Id() id: string,
    @Body() command: NameConversation,
  ): Promise<ConversationView> {
    refOf(command.contactId, 'contact');
    return this.conversations.name(caller, id, command);
  }
}
