import {
  ListQuery,
  type Page,
  type Principal,
  PutShortcut,
  type ShortcutView,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { ShortcutClient } from './shortcut.client.js';

/** Quick replies, which everybody who may answer a thread keeps. */
@Controller('v1/shortcuts')
export class ShortcutController {
  constructor(private readonly shortcuts: ShortcutClient) {}

  @Put(':name')
  @Allow('conversations:write')
  async put(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Body() shortcut: PutShortcut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<ShortcutView>> {
    return upsertAnswer(await this.shortcuts.put(caller, name, shortcut), reply);
  }

  @Get()
  @Allow('conversations:read')
  list(@Caller() caller: Principal, @Query() query: ListQuery): Promise<Page<ShortcutView>> {
    return this.shortcuts.list(caller, query);
  }

  @Get(':name')
  @Allow('conversations:read')
  get(@Caller() caller: Principal, @Param('name') name: string): Promise<ShortcutView> {
    return this.shortcuts.get(caller, name);
  }

  @Delete(':name')
  @HttpCode(204)
  @Allow('conversations:write')
  delete(@Caller() caller: Principal, @Param('name') name: string): Promise<void> {
    return this.shortcuts.delete(caller, name);
  }
}
