import { createRepublication } from '@fieldline/events';
import { defineService } from '@fieldline/service';
import { Account } from './account/account.entity.js';
import { balanceFact } from './account/balance.fact.js';
import { Alert } from './alert/alert.entity.js';
import { BillingModule } from './app.module.js';
import { BillingSettings } from './config.js';
import { exported } from './exported.js';
import { CreateLedger1764000000000 } from './database/migrations/1764000000000-create-ledger.js';
import { ExpireHolds1764100000000 } from './database/migrations/1764100000000-expire-holds.js';
import { CreatePurchases1764200000000 } from './database/migrations/1764200000000-create-purchases.js';
import { CreateStandings1764300000000 } from './database/migrations/1764300000000-create-standings.js';
import { WatchBalances1764400000000 } from './database/migrations/1764400000000-watch-balances.js';
import { CreateTieOut1764500000000 } from './database/migrations/1764500000000-create-tie-out.js';
import { AddOutsideRefunds1764600000000 } from './database/migrations/1764600000000-add-outside-refunds.js';
import { CreateSeals1764610000000 } from './database/migrations/1764610000000-create-seals.js';
import { KeepCaps1765000000000 } from './database/migrations/1765000000000-keep-caps.js';
import { TimeFailingTieOuts1765100000000 } from './database/migrations/1765100000000-time-failing-tie-outs.js';
import { Entry } from './ledger/entry.entity.js';
import { Purchase } from './purchase/purchase.entity.js';
import { Refund } from './purchase/refund.entity.js';
import { Finding, TieOut } from './tie-out/tie-out.entity.js';

export const billing = defineService({
  name: 'billing',
  Settings: BillingSettings,
  module: (settings) => BillingModule.with(settings),
  entities: [Account, Alert, Entry, Finding, Purchase, Refund, TieOut],
  migrations: [
    CreateLedger1764000000000,
    ExpireHolds1764100000000,
    createRepublication('billing'),
    CreatePurchases1764200000000,
    CreateStandings1764300000000,
    WatchBalances1764400000000,
    CreateTieOut1764500000000,
    AddOutsideRefunds1764600000000,
    CreateSeals1764610000000,
    KeepCaps1765000000000,
    TimeFailingTieOuts1765100000000,
  ],
  states: [balanceFact],
  exports: exported,
});
