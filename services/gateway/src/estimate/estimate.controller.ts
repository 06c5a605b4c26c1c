import { EstimateBody, type Principal } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { type Estimate, estimate } from '@fieldline/sms';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { BalanceClient } from '../balance/balance.client.js';
import { checkContext } from '../field-code/field-code.access.js';
import { FieldCodeService } from '../field-code/field-code.service.js';

@Controller('v1/estimates')
export class EstimateController {
  constructor(
    private readonly balances: BalanceClient,
    private readonly fieldCodes: FieldCodeService,
  ) {}

  /**
   * Any body has an estimate, also one that couldn't be sent. With a context it's that of the text with its
   * field codes filled in, which is answered too.
   */
  @Post()
  @HttpCode(200)
  @Allow('messages:write')
  async estimate(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Granted() access: Access,
    @Body() text: EstimateBody,
  ): Promise<Estimate & { body?: string }> {
    checkContext(access, text.context);
    const { unitPriceMicros } = await this.balances.balance(caller);
    if (!text.context) return estimate(text.body, unitPriceMicros);
    const body = await this.fieldCodes.fill(caller, tenantId, text);
    return { ...estimate(body, unitPriceMicros), body };
  }
}
