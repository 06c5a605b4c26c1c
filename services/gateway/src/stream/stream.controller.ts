import { bearerOf, TenantId } from '@fieldline/http';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { beginStream, EVENT_STREAM } from './stream.answer.js';
import { invalidEventId } from './stream.errors.js';
import { StreamService } from './stream.service.js';

const EVENT_ID = /^\d{1,15}$/;

@Controller('v1/stream')
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  /** Server-sent events of one business; goes on behind `Last-Event-ID`, or `?lastEventId=`. */
  @Get()
  @Allow('conversations:read')
  async open(
    @TenantId() tenantId: string,
    @Granted() access: Access,
    @Query('lastEventId') queried: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = positionOf(request.headers['last-event-id'] ?? queried);
    if (request.method === 'HEAD') return void reply.type(EVENT_STREAM).send();
    const token = bearerOf(request);
    await this.streams.open({ tenantId, token, access, after }, () => beginStream(reply));
  }
}

/** @throws invalid_request */
function positionOf(id: unknown): number | undefined {
  if (id === undefined) return undefined;
  if (typeof id !== 'string' || !EVENT_ID.test(id)) throw invalidEventId();
  return Number(id);
}
