import { type RoundOutcome, Rounds } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { SettlementService } from './settlement.service.js';

/** Voided by one transaction. */
const AT_ONCE = 100;

/** Gives back what was held for messages that nobody could find out about, once their time is over. */
@Injectable()
export class HoldExpiry extends Rounds {
  constructor(private readonly settlement: SettlementService) {
    super({ busyMs: 1_000, idleMs: 5_000 });
  }

  protected async round(): Promise<RoundOutcome> {
    const found = await this.settlement.expire(AT_ONCE);
    if (found === AT_ONCE) return 'more';
    return found > 0 ? 'found' : 'nothing';
  }
}
