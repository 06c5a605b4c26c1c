import { type ConversationView, DismissAttention, type Principal } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { idOf } from '../ref.js';
import { AttentionService } from './attention.service.js';

@Controller('conversations/:id/attention')
export class AttentionController {
  constructor(private readonly attention: AttentionService) {}

  @Post('dismiss')
  @HttpCode(200)
  dismiss(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { reason }: DismissAttention,
  ): Promise<ConversationView> {
    return this.attention.dismiss(tenantId, idOf(id, 'conversation'), reason, caller);
  }
}
