import { type Principal, SetSmtp, type SmtpView } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { Body, Controller, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { AuditService } from '../audit/audit.service.js';
import { SmtpClient } from './smtp.client.js';

/** A business has one. */
const SUBJECT = { kind: 'setting', id: 'smtp' };

/** The mail server that a business's e-mails to its employees leave by. */
@Controller('v1/smtp')
export class SmtpController {
  constructor(
    private readonly smtp: SmtpClient,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @Allow('smtp:read')
  get(@Caller() caller: Principal): Promise<SmtpView> {
    return this.smtp.get(caller);
  }

  @Put()
  @Allow('smtp:write')
  async set(@Caller() caller: Principal, @Body() settings: SetSmtp): Promise<SmtpView> {
    const { changed, ...view } = await this.smtp.set(caller, settings);
    await this.audit.note(caller, 'smtp.set', SUBJECT, { detail: { changed } });
    return view;
  }

  @Delete()
  @HttpCode(204)
  @Allow('smtp:write')
  async remove(@Caller() caller: Principal): Promise<void> {
    await this.smtp.remove(caller);
    await this.audit.note(caller, 'smtp.removed', SUBJECT);
  }
}
