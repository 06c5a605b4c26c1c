import {
  isId,
  newId,
  type Principal,
  RequestTieOut,
  type TieOutRequestView,
} from '@fieldline/contracts';
import { Caller, OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { TieOutService } from './tie-out.service.js';

@Controller('tie-outs')
@OperatorOnly()
export class TieOutController {
  constructor(private readonly tieOuts: TieOutService) {}

  @Post()
  @HttpCode(202)
  request(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Headers('idempotency-id') id: string | undefined,
    @Body() { date }: RequestTieOut,
  ): Promise<TieOutRequestView> {
    return this.tieOuts.request(tenantId, caller, isId(id) ? id : newId(), date);
  }
}
