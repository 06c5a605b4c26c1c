import { type ConversationView, DismissAttention, type Principal } from '@fieldline/contracts';
import { Caller, path } from '@fieldline/http';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { Messaging } from '../upstream/services.js';

/** Somebody has dealt with what a thread was flagged for. */
@Controller('v1/conversations/:id/attention')
export class AttentionController {
  constructor(private readonly messaging: Messaging) {}

  @Post('dismiss')
  @HttpCode(200)
  @Allow('conversations:write')
  dismiss(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('conversation')) id: string,
    @Body() command: DismissAttention,
  ): Promise<ConversationView> {
    const place = path`/conversations/${id}/attention/dismiss`;
    return this.messaging.post(place, caller, command, { idempotent: true });
  }
}
