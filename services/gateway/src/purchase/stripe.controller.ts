import type { PaymentEventView } from '@fieldline/contracts';
import { Problem, Public } from '@fieldline/http';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { PurchaseClient } from './purchase.client.js';

const noSignature = (): Problem =>
  new Problem({
    code: 'invalid_signature',
    status: 403,
    detail: 'This event is not from the payment provider.',
  });

/** Stripe's door. The body goes on to billing as it came: its signature covers every byte. */
@Controller('webhooks/stripe')
@Public()
export class StripeController {
  constructor(private readonly purchases: PurchaseClient) {}

  @Post()
  @HttpCode(200)
  deliver(
    @Headers('stripe-signature') signature: unknown,
    @Body() payload: unknown,
  ): Promise<PaymentEventView> {
    if (typeof signature !== 'string' || typeof payload !== 'string' || payload === '')
      throw noSignature();
    return this.purchases.deliverEvent(payload, signature);
  }
}
