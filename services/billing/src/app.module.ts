import { type DynamicModule, Module } from '@nestjs/common';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { AlertController } from './alert/alert.controller.js';
import { AlertService } from './alert/alert.service.js';
import { AlertWatch } from './alert/alert.watch.js';
import { BundleController } from './bundle/bundle.controller.js';
import { ClosureController } from './closure/closure.controller.js';
import { ClosureService } from './closure/closure.service.js';
import { BillingSettings } from './config.js';
import { Decisions } from './decision/decisions.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceService } from './evidence/evidence.service.js';
import { AdjustmentService } from './ledger/adjustment.service.js';
import { HoldExpiry } from './ledger/hold-expiry.js';
import { HoldMetrics } from './ledger/hold.metrics.js';
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
import { FlaggedPurchaseController } from './purchase/flagged-purchase.controller.js';
import { PurchaseWatch } from './purchase/purchase-watch.js';
import { PurchaseController } from './purchase/purchase.controller.js';
import { PurchaseLedger } from './purchase/purchase.ledger.js';
import { PurchaseLots } from './purchase/purchase.lots.js';
import { PurchaseService } from './purchase/purchase.service.js';
import { Reclaim } from './purchase/reclaim.js';
import { RefundService } from './purchase/refund.service.js';
import { LedgerSealer } from './seal/ledger-sealer.js';
import { PaymentMethods } from './recharge/payment-methods.js';
import { RechargeCharge } from './recharge/recharge.charge.js';
import { RechargeController } from './recharge/recharge.controller.js';
import { RechargeOutcome } from './recharge/recharge.outcome.js';
import { RechargeService } from './recharge/recharge.service.js';
import { RechargeTrigger } from './recharge/recharge.trigger.js';
import { StandingRounds } from './statement/standing-rounds.js';
import { StatementLinesService } from './statement/statement-lines.service.js';
import { StatementController } from './statement/statement.controller.js';
import { StatementService } from './statement/statement.service.js';
import { TieOutComparison } from './tie-out/tie-out.comparison.js';
import { TieOutController } from './tie-out/tie-out.controller.js';
import { TieOutListener } from './tie-out/tie-out.listener.js';
import { TieOutService } from './tie-out/tie-out.service.js';

@Module({
  controllers: [
    AccountController,
    AlertController,
    BundleController,
    BuyerController,
    CheckoutController,
    ClosureController,
    EvidenceController,
    FlaggedPurchaseController,
    LedgerController,
    LedgerListener,
    PaymentController,
    PurchaseController,
    RechargeController,
    StatementController,
    TieOutController,
    TieOutListener,
  ],
  providers: [
    AccountService,
    AdjustmentService,
    AlertService,
    AlertWatch,
    BuyerService,
    CheckoutService,
    ClosureService,
    Decisions,
    EvidenceService,
    HoldExpiry,
    HoldMetrics,
    LedgerSealer,
    LedgerService,
    LotService,
    PaymentMethods,
    PaymentService,
    paymentProvider,
    PurchaseLedger,
    PurchaseLots,
    PurchaseService,
    PurchaseWatch,
    Reclaim,
    RechargeCharge,
    RechargeOutcome,
    RechargeService,
    RechargeTrigger,
    RefundService,
    SettlementService,
    StandingRounds,
    StatementLinesService,
    StatementService,
    TieOutComparison,
    TieOutService,
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
