import { SetSmtp, type SmtpSet, type SmtpView } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { SmtpService } from './smtp.service.js';

@Controller('smtp')
export class SmtpController {
  constructor(private readonly smtp: SmtpService) {}

  @Get()
  get(@TenantId() tenantId: string): Promise<SmtpView> {
    return this.smtp.get(tenantId);
  }

  @Put()
  set(@TenantId() tenantId: string, @Body() command: SetSmtp): Promise<SmtpSet> {
    return this.smtp.set(tenantId, command);
  }

  @Delete()
  @HttpCode(204)
  remove(@TenantId() tenantId: string): Promise<void> {
    return this.smtp.remove(tenantId);
  }
}
