import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { type Closed, type Paid, PaymentProvider } from '../payment/payment.provider.js';
import { allowCharge, type DueCharge } from './recharge.charge.queries.js';

/**
 * Has automatic purchases paid. Whether the provider may have been asked is noted before it is; from then on it is
 * asked first what became of that, however long ago: its idempotency keys don't last for ever.
 */
@Injectable()
export class RechargeCharge {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
  ) {}

  /** @returns null while nothing is decided */
  async ask(due: DueCharge): Promise<Paid | Closed | null> {
    if (due.isAsked) {
      const made = await (due.isOver
        ? this.provider.endCharge(due)
        : this.provider.findCharge(due));
      if (made) return made.news;
    }
    if (due.isOver) return { ...closed(due), as: 'expired', failure: 'payment_unavailable' };
    if (!this.provider.isConfigured) return closed(due);
    const mostMicros = await allowCharge(this.database, due);
    // Paused or switched off since it was decided.
    if (mostMicros === null) return closed(due);
    return (await this.provider.charge({ ...due, mostMicros })).news;
  }
}

function closed({ tenantId }: DueCharge): Closed {
  return { kind: 'closed', checkout: '', as: 'canceled', tenantId };
}
