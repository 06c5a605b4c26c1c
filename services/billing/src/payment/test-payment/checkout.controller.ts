import { type CheckoutView, NameCheckout } from '@fieldline/contracts';
import { OperatorOnly } from '@fieldline/http';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CheckoutService } from './checkout.service.js';

/** For the gateway's page. The token comes in the body, where no log of addresses has it. */
@Controller('checkouts')
@OperatorOnly()
export class CheckoutController {
  constructor(private readonly checkouts: CheckoutService) {}

  @Post('look-up')
  @HttpCode(200)
  show(@Body() { token }: NameCheckout): Promise<CheckoutView> {
    return this.checkouts.show(token);
  }

  @Post('payment')
  @HttpCode(200)
  pay(@Body() { token }: NameCheckout): Promise<CheckoutView> {
    return this.checkouts.end(token, 'paid');
  }

  @Post('cancellation')
  @HttpCode(200)
  cancel(@Body() { token }: NameCheckout): Promise<CheckoutView> {
    return this.checkouts.end(token, 'canceled');
  }
}
