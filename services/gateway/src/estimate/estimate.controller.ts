import { EstimateBody, type Principal } from '@fieldline/contracts';
import { Caller, TenantId } from '@fieldline/http';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { type Access, Granted } from '../access/access.js';
import { Allow } from '../access/allow.js';
import { checkContext } from '../field-code/field-code.access.js';
import { EstimateService, type TextEstimate } from './estimate.service.js';

@Controller('v1/estimates')
export class EstimateController {
  constructor(private readonly estimates: EstimateService) {}

  /**
   * Any body has an estimate, also one that couldn't be sent: its `refusal` says why. With codes it's that of the text with
   * them filled in, with an addressee that of the text as it would leave, with all that sending would be refused for.
   */
  @Post()
  @HttpCode(200)
  @Allow('messages:write')
  estimate(
    @Caller() caller: Principal,
    @TenantId() tenantId: string,
    @Granted() access: Access,
    @Body() text: EstimateBody,
  ): Promise<TextEstimate> {
    checkContext(access, text);
    return this.estimates.estimate(caller, tenantId, access, text);
  }
}
