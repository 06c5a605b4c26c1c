import { EstimateBody, type Principal } from '@fieldline/contracts';
import { Caller } from '@fieldline/http';
import { type Estimate, estimate } from '@fieldline/sms';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { BalanceClient } from '../balance/balance.client.js';

@Controller('v1/estimates')
export class EstimateController {
  constructor(private readonly balances: BalanceClient) {}

  /** Any body has an estimate, also one that couldn't be sent. */
  @Post()
  @HttpCode(200)
  @Allow('messages:write')
  async estimate(@Caller() caller: Principal, @Body() { body }: EstimateBody): Promise<Estimate> {
    const { unitPriceMicros } = await this.balances.balance(caller);
    return estimate(body, unitPriceMicros);
  }
}
