import type { ProjectionView } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import { ContactCopyService } from './contact-copy.service.js';

/** For callers that wrote a contact elsewhere and now rely on it here. */
@Controller('projections/contact')
export class ContactCopyController {
  constructor(private readonly copies: ContactCopyService) {}

  @Get(':contactId')
  version(
    @TenantId() tenantId: string,
    @Param('contactId', ParseUUIDPipe) contactId: string,
  ): Promise<ProjectionView> {
    return this.copies.version(tenantId, contactId);
  }
}
