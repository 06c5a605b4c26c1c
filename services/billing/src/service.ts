import { createRepublication } from '@fieldline/events';
import { defineService } from '@fieldline/service';
import { Account } from './account/account.entity.js';
import { balanceFact } from './account/balance.fact.js';
import { BillingModule } from './app.module.js';
import { BillingSettings } from './config.js';
import { CreateLedger1764000000000 } from './database/migrations/1764000000000-create-ledger.js';
import { ExpireHolds1764100000000 } from './database/migrations/1764100000000-expire-holds.js';
import { CreatePurchases1764200000000 } from './database/migrations/1764200000000-create-purchases.js';
import { Entry } from './ledger/entry.entity.js';
import { Purchase } from './purchase/purchase.entity.js';
import { Refund } from './purchase/refund.entity.js';

export const billing = defineService({
  name: 'billing',
  Settings: BillingSettings,
  module: (settings) => BillingModule.with(settings),
  entities: [Account, Entry, Purchase, Refund],
  migrations: [
    CreateLedger1764000000000,
    ExpireHolds1764100000000,
    createRepublication('billing'),
    CreatePurchases1764200000000,
  ],
  states: [balanceFact],
});
