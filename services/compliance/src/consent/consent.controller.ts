import {
  actorOf,
  ConsentChange,
  type ConsentRecorded,
  type ConsentView,
  type EndingConsentView,
  type ImportLine,
  isId,
  ListEndingConsents,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Caller, invalidRequest, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { IsOptional, IsUUID } from 'class-validator';
import { ConsentEndingService } from './consent-ending.service.js';
import { ConsentImporter } from './consent.importer.js';
import { ConsentService } from './consent.service.js';

class OfContact {
  @IsUUID() contactId!: string;
}

class OfRecipient {
  @IsUUID() recipientId!: string;
}

class AtNumber {
  /** The contact's number at this moment. */
  @IsOptional() @IsUUID() recipientId?: string;
}

@Controller('consents')
export class ConsentController {
  constructor(
    private readonly consents: ConsentService,
    private readonly importer: ConsentImporter,
    private readonly ending: ConsentEndingService,
  ) {}

  @Get()
  list(
    @TenantId() tenantId: string,
    @Query() query: ListEndingConsents,
  ): Promise<Page<EndingConsentView>> {
    return this.ending.list(tenantId, query);
  }

  @Post()
  record(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() change: ConsentChange,
    @Headers('idempotency-id') eventId?: string,
  ): Promise<ConsentRecorded> {
    if (eventId !== undefined && !isId(eventId))
      throw invalidRequest([{ field: 'idempotency-id', message: 'idempotency-id must be a UUID' }]);
    return this.consents.record(tenantId, change, { actor: actorOf(caller), eventId });
  }

  @Post('import')
  @HttpCode(200)
  async import(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() text: string,
  ): Promise<{ items: ImportLine[] }> {
    return { items: await this.importer.import(tenantId, text, actorOf(caller)) };
  }

  @Get('contacts/:contactId')
  ofContact(
    @TenantId() tenantId: string,
    @Param() { contactId }: OfContact,
    @Query() { recipientId }: AtNumber,
  ): Promise<ConsentView> {
    return this.consents.of(tenantId, { contactId, recipientId });
  }

  @Get('recipients/:recipientId')
  ofRecipient(
    @TenantId() tenantId: string,
    @Param() { recipientId }: OfRecipient,
  ): Promise<ConsentView> {
    return this.consents.of(tenantId, { recipientId });
  }
}
