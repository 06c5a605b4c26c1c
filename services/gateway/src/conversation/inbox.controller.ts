import { type ConversationView, type Principal, TransferConversation } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { ConversationClient } from './conversation.client.js';

const Id = () => Param('id', new IdPipe('conversation'));

/** Who has a thread, and whether it is done with. */
@Controller('v1/conversations/:id')
export class InboxController {
  constructor(private readonly conversations: ConversationClient) {}

  @Post('claim')
  @HttpCode(200)
  @Allow('conversations:write')
  claim(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'claim');
  }

  @Post('release')
  @HttpCode(200)
  @Allow('conversations:write')
  release(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'release');
  }

  /** Owners and admins only. */
  @Post('takeover')
  @HttpCode(200)
  @Allow('conversations:write')
  takeOver(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'takeover');
  }

  @Post('transfer')
  @HttpCode(200)
  @Allow('conversations:write')
  transfer(
    @Caller() caller: Principal,
    @Id() id: string,
    @Body() command: TransferConversation,
  ): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'transfer', command);
  }

  @Post('resolve')
  @HttpCode(200)
  @Allow('conversations:write')
  resolve(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'resolve');
  }

  @Post('reopen')
  @HttpCode(200)
  @Allow('conversations:write')
  reopen(@Caller() caller: Principal, @Id() id: string): Promise<ConversationView> {
    return this.conversations.take(caller, id, 'reopen');
  }
}
