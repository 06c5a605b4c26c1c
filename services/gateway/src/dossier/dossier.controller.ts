import type { DossierView, Principal } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Controller, Get, Param } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { IdPipe } from '../ref.js';
import { DossierClient } from './dossier.client.js';

@Controller('v1/dossiers')
export class DossierController {
  constructor(private readonly dossiers: DossierClient) {}

  @Get(':messageId')
  @Allow('dossiers:read')
  get(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Param('messageId', new IdPipe('message')) messageId: string,
  ): Promise<DossierView> {
    return this.dossiers.get(caller, tenantId, messageId);
  }
}
