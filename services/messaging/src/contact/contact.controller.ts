import {
  type ContactIdentity,
  type ContactView,
  type ImportLine,
  ListQuery,
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

  @Get()
  list(@TenantId() tenantId: string, @Query() query: ListQuery): Promise<Page<ContactView>> {
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
