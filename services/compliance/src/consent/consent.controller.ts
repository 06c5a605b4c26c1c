import {
  actorOf,
  ConsentChange,
  type ConsentRecorded,
  type ConsentView,
  isId,
  type Principal,
} from '@fieldline/contracts';
import { Caller, invalidRequest, TenantId } from '@fieldline/http';
import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { IsOptional, IsUUID } from 'class-validator';
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
  constructor(private readonly consents: ConsentService) {}

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
