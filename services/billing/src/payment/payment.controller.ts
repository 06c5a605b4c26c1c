import { DeliverPaymentEvent, type PaymentEventView } from '@fieldline/contracts';
import { OperatorOnly } from '@fieldline/http';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { PaymentService } from './payment.service.js';

/** What the payment provider posted at the gateway. */
@Controller('payment-events')
@OperatorOnly()
export class PaymentController {
  constructor(private readonly payments: PaymentService) {}

  @Post()
  @HttpCode(200)
  deliver(@Body() { payload, signature }: DeliverPaymentEvent): Promise<PaymentEventView> {
    return this.payments.deliver(payload, signature);
  }
}
