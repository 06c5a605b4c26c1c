import { RegistrationReported } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import type { Report } from './registration.report.js';

/** Keeps that Twilio told us something of a registration, before it is thanked. Compliance looks what it is. */
@Injectable()
export class RegistrationReportService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async keep(tenantId: string, accountSid: string, reports: readonly Report[]): Promise<void> {
    if (reports.length === 0) return;
    const reportedAt = new Date().toISOString();
    const facts = reports.map((report) => ({
      type: RegistrationReported,
      tenantId,
      payload: { ...report, businessId: tenantId, accountSid, reportedAt },
    }));
    await this.database.asWorker((tx) => this.outbox.addAll(tx, facts));
  }

  ignore(tenantId: string, types: readonly string[]): void {
    for (const type of types) this.logger.warn({ tenantId, type }, 'unknown type of an event');
  }
}
