import { type FormFields, Public } from '@fieldline/http';
import { Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CallbackCheck } from './callback.check.js';
import { accountSidOf } from './callback.form.js';
import { readBundle, readEvents } from './registration.report.js';
import { RegistrationReportService } from './registration-report.service.js';

/** Twilio's door for news of registrations. An answer without a body asks it for nothing more. */
@Controller('webhooks/twilio')
@Public()
export class RegistrationReportController {
  constructor(
    private readonly callbacks: CallbackCheck,
    private readonly reports: RegistrationReportService,
  ) {}

  /** Its event streams: JSON that is signed as a whole. */
  @Post('events/:tenantId/:mac')
  @HttpCode(204)
  async events(
    @Param('tenantId') tenantId: string,
    @Param('mac') mac: string,
    @Req() { originalUrl: url, headers, body }: FastifyRequest<{ Body: string | null }>,
  ): Promise<void> {
    this.callbacks.checkAddress(mac, 'events', tenantId);
    const signed = { url, mac, signature: headers['x-twilio-signature'], body: body ?? '' };
    const { accountSid, reports, unknown } = readEvents(signed.body);
    await this.callbacks.checkBody({ ...signed, accountSid }, 'events', tenantId);
    await this.reports.keep(tenantId, accountSid, reports);
    this.reports.ignore(tenantId, unknown);
  }

  /** TrustHub: a form. */
  @Post('bundle/:tenantId/:mac')
  @HttpCode(204)
  async bundle(
    @Param('tenantId') tenantId: string,
    @Param('mac') mac: string,
    @Req() { originalUrl: url, headers, body }: FastifyRequest<{ Body: FormFields | null }>,
  ): Promise<void> {
    const fields = body ?? {};
    const callback = { url, mac, signature: headers['x-twilio-signature'], fields };
    await this.callbacks.check(callback, 'bundle', tenantId);
    await this.reports.keep(tenantId, accountSidOf(fields), [readBundle(fields)]);
  }
}
