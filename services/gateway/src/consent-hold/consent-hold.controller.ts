import {
  type ConsentHoldView,
  DecideConsentHold,
  ListConsentHolds,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { ConsentHoldClient } from './consent-hold.client.js';

type Decided = ConsentHoldView & { pending?: true };

@Controller('v1/consent-holds')
export class ConsentHoldController {
  constructor(private readonly holds: ConsentHoldClient) {}

  @Get()
  @Allow('consents:read')
  list(
    @Caller() caller: Principal,
    @Query() query: ListConsentHolds,
  ): Promise<Page<ConsentHoldView>> {
    return this.holds.list(caller, query);
  }

  @Get(':id')
  @Allow('consents:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('consent hold')) id: string,
  ): Promise<ConsentHoldView> {
    return this.holds.get(caller, id);
  }

  /** They didn't mean it. */
  @Post(':id/release')
  @HttpCode(200)
  @Allow('consents:write')
  async release(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('consent hold')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() decision?: DecideConsentHold,
  ): Promise<Decided> {
    return toAnswer(await this.holds.release(caller, id, decision ?? {}), reply);
  }

  /** They want no texts: they are opted out. */
  @Post(':id/confirm')
  @HttpCode(200)
  @Allow('consents:write')
  async confirm(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('consent hold')) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() decision?: DecideConsentHold,
  ): Promise<Decided> {
    return toAnswer(await this.holds.confirm(caller, id, decision ?? {}), reply);
  }
}

function toAnswer(
  { pending, ...hold }: ConsentHoldView & { pending: boolean },
  reply: FastifyReply,
): Decided {
  if (!pending) return hold;
  reply.code(202);
  return { ...hold, pending };
}
