import { ConsentDaySealed } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Sealer } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';

/** Seals each day of what was recorded about consent. */
@Injectable()
export class ConsentSealer extends Sealer {
  constructor(database: Database, outbox: Outbox) {
    super(database, outbox, { service: 'compliance', fact: ConsentDaySealed });
  }
}
