import { LedgerDaySealed } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Sealer } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';

/** Seals each day of entries, draws and adjustments. */
@Injectable()
export class LedgerSealer extends Sealer {
  constructor(database: Database, outbox: Outbox) {
    super(database, outbox, { service: 'billing', fact: LedgerDaySealed });
  }
}
