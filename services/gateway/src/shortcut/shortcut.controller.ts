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
import { AuditService } from '../audit/audit.service.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { ShortcutClient } from './shortcut.client.js';

/** Quick replies, which everybody who may answer a thread keeps. */
@Controller('v1/shortcuts')
export class ShortcutController {
  constructor(
    private readonly shortcuts: ShortcutClient,
    private readonly audit: AuditService,
  ) {}

  @Put(':name')
  @Allow('conversations:write')
  async put(
    @Caller() caller: Principal,
    @Param('name') name: string,
    @Body() shortcut: PutShortcut,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<ShortcutView>> {
    const upserted = await this.shortcuts.put(caller, name, shortcut);
    await this.audit.noteSet(caller, 'shortcut', upserted.record.name, upserted);
    return upsertAnswer(upserted, reply);
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
  async delete(@Caller() caller: Principal, @Param('name') text: string): Promise<void> {
    const { name } = await this.shortcuts.delete(caller, text);
    await this.audit.note(caller, 'shortcut.removed', { kind: 'shortcut', id: name });
  }
}
