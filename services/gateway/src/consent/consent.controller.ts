import {
  type ConsentView,
  type EndingConsentView,
  type ImportLine,
  ListEndingConsents,
  type Page,
  type Principal,
  RecordConsent,
  SearchConsent,
  writeIdOf,
} from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { WriteKey } from '../idempotency/idempotency-key.js';
import { RefPipe } from '../ref.js';
import { LinesPipe } from '../upstream/import.js';
import { ConsentImportClient } from './consent-import.client.js';
import { ConsentClient } from './consent.client.js';

@Controller('v1')
export class ConsentController {
  constructor(
    private readonly consents: ConsentClient,
    private readonly imports: ConsentImportClient,
    private readonly audit: AuditService,
  ) {}

  @Post('consents')
  @Allow('consents:write')
  async record(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @WriteKey() key: string,
    @Body() command: RecordConsent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConsentView & { pending?: true }> {
    const id = writeIdOf(tenantId, 'consent', key);
    const { consent, pending } = await this.consents.record(caller, tenantId, id, command);
    if (!pending) return consent;
    reply.code(202);
    return { ...consent, pending };
  }

  /** Those that are only implied, the next to end first: who is asked again in time stays reachable. */
  @Get('consents')
  @Allow('consents:read')
  ending(
    @Caller() caller: Principal,
    @Query() query: ListEndingConsents,
  ): Promise<Page<EndingConsentView>> {
    return this.consents.ending(caller, query);
  }

  @Post('consents/import')
  @HttpCode(200)
  @Allow('consents:write')
  async import(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body(new LinesPipe()) lines: string,
  ): Promise<{ items: ImportLine[] }> {
    const items = await this.imports.import(caller, tenantId, lines);
    await this.audit.noteImport(caller, 'consent', items);
    return { items };
  }

  /** A search by POST: a number has no place in a URL. */
  @Post('consents/search')
  @HttpCode(200)
  @Allow('consents:read')
  search(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Body() { smsNumber }: SearchConsent,
  ): Promise<ConsentView> {
    return this.consents.ofNumber(caller, tenantId, smsNumber);
  }

  @Get('contacts/:ref/consent')
  @Allow('consents:read')
  ofContact(
    @Caller() caller: Principal,
    @Param('ref', new RefPipe('contact')) ref: string,
  ): Promise<ConsentView> {
    return this.consents.ofContact(caller, ref);
  }
}
