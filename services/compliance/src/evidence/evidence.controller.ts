import { type Evidence, ListConsentEvidence } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Query } from '@nestjs/common';
import { EvidenceService } from './evidence.service.js';

@Controller('evidence')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get('consents')
  ofConsent(@TenantId() tenantId: string, @Query() query: ListConsentEvidence): Promise<Evidence> {
    return this.evidence.ofConsent(tenantId, query);
  }
}
