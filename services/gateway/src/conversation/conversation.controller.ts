import {
  type ConversationView,
  type EntryView,
  ListQuery,
  NameConversation,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe, refOf } from '../ref.js';
import { ConversationClient } from './conversation.client.js';

const Id = () => Param('id', new IdPipe('conversation'));

@Controller('v1/conversations')
export class ConversationController {
  constructor(private readonly conversations: ConversationClient) {}

  @Get()
  @Allow('conversations:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<ConversationView>> {
    return this.conversations.list(caller, query);
  }

  @Get(':id')
  @Allow('conversations:read')
  get(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.get(caller, id);
  }

  @Get(':id/entries')
  @Allow('conversations:read')
  entries(
    @Caller() caller: Principal,
    @Id() id: string,
    @Query() query: ListQuery,
  ): Promise<Page<EntryView>> {
    return this.conversations.entries(caller, id, query);
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
