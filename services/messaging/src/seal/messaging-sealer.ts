import { MessagingDaySealed } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Sealer } from '@fieldline/seal';
import { Injectable } from '@nestjs/common';

/** Seals each day of what was decided about texts, and of what became of them. */
@Injectable()
export class MessagingSealer extends Sealer {
  constructor(database: Database, outbox: Outbox) {
    super(database, outbox, { service: 'messaging', fact: MessagingDaySealed });
  }
}
