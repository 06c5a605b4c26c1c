import { type ConversationView, type Principal, TransferConversation } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { idOf } from '../ref.js';
import { InboxService } from './inbox.service.js';

@Controller('conversations/:id')
export class InboxController {
  constructor(private readonly inbox: InboxService) {}

  @Post('claim')
  @HttpCode(200)
  claim(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.inbox.claim(turnOf(tenantId, caller, id));
  }

  @Post('release')
  @HttpCode(200)
  release(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.inbox.release(turnOf(tenantId, caller, id));
  }

  @Post('takeover')
  @HttpCode(200)
  takeOver(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.inbox.takeOver(turnOf(tenantId, caller, id));
  }

  @Post('transfer')
  @HttpCode(200)
  transfer(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { userId }: TransferConversation,
  ): Promise<ConversationView> {
    return this.inbox.transfer(turnOf(tenantId, caller, id), userId.toLowerCase());
  }

  @Post('resolve')
  @HttpCode(200)
  resolve(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.inbox.resolve(turnOf(tenantId, caller, id));
  }

  @Post('reopen')
  @HttpCode(200)
  reopen(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
  ): Promise<ConversationView> {
    return this.inbox.reopen(turnOf(tenantId, caller, id));
  }
}

function turnOf(tenantId: string, caller: Principal, id: string) {
  return { tenantId, caller, id: idOf(id, 'conversation') };
}
