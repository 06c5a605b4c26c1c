import type { ChargeEvidence } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { EvidenceService } from './evidence.service.js';

@Controller('evidence')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get('messages/:id')
  ofMessage(
    @TenantId() tenantId: string,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<ChargeEvidence> {
    return this.evidence.ofMessage(tenantId, id);
  }
}
