import {
  type DeadLetterDetail,
  type DeadLetterResolved,
  type DeadLetterView,
  ListDeadLetters,
  type Page,
  type Principal,
  ResolveDeadLetter,
} from '@fieldline/contracts';
import { Caller, OperatorOnly } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { DeadLetterService } from './dead-letter.service.js';

/** The same door in every service behind the gateway, for operators alone. */
@Controller('dead-letters')
@OperatorOnly()
export class DeadLetterController {
  constructor(private readonly letters: DeadLetterService) {}

  @Get()
  list(@Query() query: ListDeadLetters): Promise<Page<DeadLetterView>> {
    return this.letters.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string): Promise<DeadLetterDetail> {
    return this.letters.get(id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  replay(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { reason }: ResolveDeadLetter,
  ): Promise<DeadLetterResolved> {
    return this.letters.replay(id, caller, reason);
  }

  @Post(':id/drop')
  @HttpCode(200)
  drop(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body() { reason }: ResolveDeadLetter,
  ): Promise<DeadLetterResolved> {
    return this.letters.drop(id, caller, reason);
  }
}
