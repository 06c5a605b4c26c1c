import type { BalanceView } from '@fieldline/contracts';
import { TenantId } from '@fieldline/http';
import { Controller, Get } from '@nestjs/common';
import { AccountService } from './account.service.js';

@Controller('balance')
export class AccountController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  balance(@TenantId() tenantId: string): Promise<BalanceView> {
    return this.accounts.balance(tenantId);
  }
}
