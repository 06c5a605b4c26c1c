import { type DynamicModule, Module } from '@nestjs/common';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { BillingSettings } from './config.js';
import { HoldExpiry } from './ledger/hold-expiry.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerListener } from './ledger/ledger.listener.js';
import { LedgerService } from './ledger/ledger.service.js';

@Module({
  controllers: [AccountController, LedgerController, LedgerListener],
  providers: [AccountService, HoldExpiry, LedgerService],
})
export class BillingModule {
  static with(settings: BillingSettings): DynamicModule {
    return {
      module: BillingModule,
      providers: [{ provide: BillingSettings, useValue: settings }],
    };
  }
}
