import type { CheckoutView } from '@fieldline/contracts';
import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../upstream/system.js';
import { Billing } from '../upstream/services.js';

/** The checkout of the test provider: whoever knows its token may see it, pay and cancel. */
@Injectable()
export class CheckoutClient {
  constructor(private readonly billing: Billing) {}

  /** @throws not_found */
  show(token: string): Promise<CheckoutView> {
    return this.billing.post('/checkouts/look-up', SYSTEM, { token }, { idempotent: true });
  }

  /** @throws not_found */
  pay(token: string): Promise<CheckoutView> {
    return this.billing.post('/checkouts/payment', SYSTEM, { token }, { idempotent: true });
  }

  /** @throws not_found */
  cancel(token: string): Promise<CheckoutView> {
    return this.billing.post('/checkouts/cancellation', SYSTEM, { token }, { idempotent: true });
  }
}
