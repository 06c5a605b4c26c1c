import { Module } from '@nestjs/common';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerListener } from './ledger/ledger.listener.js';
import { LedgerService } from './ledger/ledger.service.js';

@Module({
  controllers: [AccountController, LedgerController, LedgerListener],
  providers: [AccountService, LedgerService],
})
export class BillingModule {}
