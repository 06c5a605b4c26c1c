import {
  type ContactIdentity,
  type ContactView,
  IdentifyContacts,
  type ImportLine,
  ListContacts,
  type Page,
  UpsertContact,
  type Upserted,
} from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { nameOf, refOf } from '../ref.js';
import { ContactService } from './contact.service.js';

@Controller('contacts')
export class ContactController {
  constructor(private readonly contacts: ContactService) {}

  @Put(':ref')
  upsert(
    @TenantId() tenantId: string,
    @Param('ref') ref: string,
    @Body() change: UpsertContact,
  ): Promise<Upserted<ContactView>> {
    return this.contacts.upsert(tenantId, nameOf(ref), change);
  }

  @Post('import')
  @HttpCode(200)
  async import(
    @TenantId() tenantId: string,
    @Body() text: string,
  ): Promise<{ items: ImportLine[] }> {
    return { items: await this.contacts.import(tenantId, text) };
  }

  /** Of several at once, in their order; null for what isn't there. */
  @Post('identities')
  @HttpCode(200)
  async identities(
    @TenantId() tenantId: string,
    @Body() { refs }: IdentifyContacts,
  ): Promise<{ items: (ContactIdentity | null)[] }> {
    return { items: await this.contacts.identities(tenantId, refs) };
  }

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListContacts): Promise<Page<ContactView>> {
    return this.contacts.list(tenantId, query);
  }

  @Get(':ref')
  get(@TenantId() tenantId: string, @Param('ref') ref: string): Promise<ContactView> {
    return this.contacts.get(tenantId, refOf(ref, 'contact'));
  }

  @Get(':ref/identity')
  identity(@TenantId() tenantId: string, @Param('ref') ref: string): Promise<ContactIdentity> {
    return this.contacts.identity(tenantId, refOf(ref, 'contact'));
  }
}
