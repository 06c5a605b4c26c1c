import {
  type ContactView,
  type ImportLine,
  ListContacts,
  type Page,
  type Principal,
  UpsertContact,
} from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { RefPipe } from '../ref.js';
import { LinesPipe } from '../upstream/import.js';
import { type UpsertAnswer, upsertAnswer } from '../upstream/upsert-answer.js';
import { ContactClient } from './contact.client.js';

@Controller('v1/contacts')
export class ContactController {
  constructor(
    private readonly contacts: ContactClient,
    private readonly audit: AuditService,
  ) {}

  /** Named by `ext:…`, by the external id alone, or by our id. */
  @Put(':ref')
  @Allow('contacts:write')
  async upsert(
    @Caller() caller: Principal,
    @Param('ref') ref: string,
    @Body() change: UpsertContact,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UpsertAnswer<ContactView>> {
    const upserted = await this.contacts.upsert(caller, ref, change);
    await this.audit.noteSet(caller, 'contact', upserted.record.id, upserted);
    return upsertAnswer(upserted, reply);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('contacts:write')
  async import(
    @Caller() caller: Principal,
    @Body(new LinesPipe()) lines: string,
  ): Promise<{ items: ImportLine[] }> {
    const imported = await this.contacts.import(caller, lines);
    await this.audit.noteImport(caller, 'contact', imported.items);
    return imported;
  }

  @Get()
  @Allow('contacts:read')
  list(@Caller() caller: Principal, @Query() query: ListContacts): Promise<Page<ContactView>> {
    return this.contacts.list(caller, query);
  }

  @Get(':ref')
  @Allow('contacts:read')
  get(
    @Caller() caller: Principal,
    @Param('ref', new RefPipe('contact')) ref: string,
  ): Promise<ContactView> {
    return this.contacts.get(caller, ref);
  }
}
