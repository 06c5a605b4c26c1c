import { EstimateBody, type Principal } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { type Estimate, estimate } from '@fieldline/sms';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { BalanceClient } from '../balance/balance.client.js';
import { checkContext } from '../field-code/field-code.access.js';
import { FieldCodeService } from '../field-code/field-code.service.js';
import { MessageClient } from '../message/message.client.js';

@Controller('v1/estimates')
export class EstimateController {
  constructor(
    private readonly balances: BalanceClient,
    private readonly fieldCodes: FieldCodeService,
    private readonly messages: MessageClient,
  ) {}

  /**
   * Any body has an estimate, also one that couldn't be sent: its `refusal` says why. With a context it's that of the text with its
   * field codes filled in, with an addressee that of the text as it would leave: then it is answered too.
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
    const body = await this.leaving(caller, tenantId, text);
    const isWritten = text.context === undefined && !isAddressed(text);
    return { ...estimate(body, unitPriceMicros), ...(!isWritten && { body }) };
  }

  private async leaving(caller: Principal, tenantId: string, text: EstimateBody): Promise<string> {
    const { to, contactId } = text;
    const body = text.context ? await this.fieldCodes.fill(caller, tenantId, text) : text.body;
    if (!isAddressed(text)) return body;
    return (await this.messages.preview(caller, { body, to, contactId })).body;
  }
}

function isAddressed({ to, contactId }: EstimateBody): boolean {
  return to !== undefined || contactId !== undefined;
}
