import {
  type DeadLetterDetail,
  type DeadLetterPage,
  type DeadLetterResolved,
  ListDeadLetters,
  type Principal,
  ResolveDeadLetter,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { DeadLetterClient } from './dead-letter.client.js';

@Controller('v1/dead-letters')
export class DeadLetterController {
  constructor(private readonly letters: DeadLetterClient) {}

  @Get()
  @Allow('dead_letters:read')
  list(@Caller() caller: Principal, @Query() query: ListDeadLetters): Promise<DeadLetterPage> {
    return this.letters.list(caller, query);
  }

  @Get(':id')
  @Allow('dead_letters:read')
  get(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('dead letter')) id: string,
  ): Promise<DeadLetterDetail> {
    return this.letters.get(caller, id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Allow('dead_letters:write')
  replay(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('dead letter')) id: string,
    @Body() { reason }: ResolveDeadLetter,
  ): Promise<DeadLetterResolved> {
    return this.letters.replay(caller, id, reason);
  }

  @Post(':id/drop')
  @HttpCode(200)
  @Allow('dead_letters:write')
  drop(
    @Caller() caller: Principal,
    @Param('id', new IdPipe('dead letter')) id: string,
    @Body() { reason }: ResolveDeadLetter,
  ): Promise<DeadLetterResolved> {
    return this.letters.drop(caller, id, reason);
  }
}
