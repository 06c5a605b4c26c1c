import type { MessageEvidence } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Param } from '@nestjs/common';
import { idOf } from '../ref.js';
import { EvidenceService } from './evidence.service.js';

@Controller('evidence')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get('messages/:id')
  ofMessage(@TenantId() tenantId: string, @Param('id') id: string): Promise<MessageEvidence> {
    return this.evidence.ofMessage(tenantId, idOf(id, 'message'));
  }
}
