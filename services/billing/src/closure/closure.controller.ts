import { CloseAccount, type Principal } from '@fieldline/contracts';
import { Caller, OperatorOnly, TenantId } from '@fieldline/http';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ClosureService } from './closure.service.js';

/** The gateway says so again until it worked. */
@Controller('closure')
@OperatorOnly()
export class ClosureController {
  constructor(private readonly closures: ClosureService) {}

  @Post()
  @HttpCode(204)
  close(
    @TenantId() tenantId: string,
    @Caller() caller: Principal,
    @Body() { closedAt }: CloseAccount,
  ): Promise<void> {
    return this.closures.close(tenantId, caller, closedAt);
  }
}
