import { type Principal, type SendingPauseView, SetSendingPause } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { SendingPauseService } from './sending-pause.service.js';

/** The emergency brake: with `X-Tenant-Id` of one business, without of all. */
@Controller('v1/sending-pause')
export class SendingPauseController {
  constructor(private readonly pauses: SendingPauseService) {}

  @Get()
  @Allow('sending_pause:read')
  get(@Caller() caller: Principal): Promise<SendingPauseView> {
    return this.pauses.get(caller);
  }

  @Put()
  @Allow('sending_pause:write')
  async set(
    @Caller() caller: Principal,
    @Body() command: SetSendingPause,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SendingPauseView> {
    const pause = await this.pauses.set(caller, command);
    if (pause.pending) reply.code(202);
    return pause;
  }
}
