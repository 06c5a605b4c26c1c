import { type DynamicModule, Module } from '@nestjs/common';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { BundleController } from './bundle/bundle.controller.js';
import { BillingSettings } from './config.js';
import { AdjustmentService } from './ledger/adjustment.service.js';
import { HoldExpiry } from './ledger/hold-expiry.js';
import { LedgerController } from './ledger/ledger.controller.js';
import { LedgerListener } from './ledger/ledger.listener.js';
import { LedgerService } from './ledger/ledger.service.js';
import { SettlementService } from './ledger/settlement.service.js';
import { LotService } from './lot/lot.service.js';
import { paymentProvider } from './payment/chosen-provider.js';
import { PaymentController } from './payment/payment.controller.js';
import { PaymentService } from './payment/payment.service.js';
import { CheckoutController } from './payment/test-payment/checkout.controller.js';
import { CheckoutService } from './payment/test-payment/checkout.service.js';
import { BuyerController } from './purchase/buyer.controller.js';
import { BuyerService } from './purchase/buyer.service.js';
import { PurchaseWatch } from './purchase/purchase-watch.js';
import { PurchaseController } from './purchase/purchase.controller.js';
import { PurchaseLedger } from './purchase/purchase.ledger.js';
import { PurchaseService } from './purchase/purchase.service.js';
import { RefundService } from './purchase/refund.service.js';

@Module({
  controllers: [
    AccountController,
    BundleController,
    BuyerController,
    CheckoutController,
    LedgerController,
    LedgerListener,
    PaymentController,
    PurchaseController,
  ],
  providers: [
    AccountService,
    AdjustmentService,
    BuyerService,
    CheckoutService,
    HoldExpiry,
    LedgerService,
    LotService,
    PaymentService,
    paymentProvider,
    PurchaseLedger,
    PurchaseService,
    PurchaseWatch,
    RefundService,
    SettlementService,
  ],
})
export class BillingModule {
  static with(settings: BillingSettings): DynamicModule {
    return {
      module: BillingModule,
      providers: [{ provide: BillingSettings, useValue: settings }],
    };
  }
}
