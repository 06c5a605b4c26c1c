import {
  actorOf,
  type Bundle,
  type KeepRecharge,
  type Principal,
  type RechargeView,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Injectable, Logger } from '@nestjs/common';
import { bundlesAt, readBundle } from '../bundle/bundle.js';
import { BillingSettings } from '../config.js';
import { Decisions } from '../decision/decisions.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { paymentsNotConfigured } from '../payment/payment.errors.js';
import { PaymentProvider } from '../payment/payment.provider.js';
import { BuyerService } from '../purchase/buyer.service.js';
import { capBelowPrice, paymentMethodRequired, thresholdAboveBundle } from './recharge.errors.js';
import { disableRule, findDueRules, keepRule, wasEnabled } from './recharge.queries.js';
import { RechargeTrigger } from './recharge.trigger.js';
import { hasPaymentMethod, readRecharge } from './recharge.view.js';

interface Priced {
  readonly tenantId: string;
  readonly priceMicros: number;
}

/** When a business's bundles are bought by themselves. */
@Injectable()
export class RechargeService {
  private readonly logger = new Logger(RechargeService.name);

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly buyers: BuyerService,
    private readonly provider: PaymentProvider,
    private readonly trigger: RechargeTrigger,
    private readonly settings: BillingSettings,
    private readonly decisions: Decisions,
  ) {}

  recharge(tenantId: string): Promise<RechargeView> {
    return this.database.asTenant(tenantId, (tx) => this.read(tx, tenantId));
  }

  /**
   * Sets the rule, and lifts a suspension. Unless it's said, a rule stays on or off; the first is on. A balance that is below the threshold already is recharged at once.
   * @throws may_not_buy, invalid_bundle, threshold_above_bundle, cap_below_price, payments_not_configured,
   *   payment_method_required
   */
  async set(tenantId: string, caller: Principal, rule: KeepRecharge): Promise<RechargeView> {
    await this.buyers.check(tenantId, caller);
    const bundle = readBundle(rule.bundle);
    if (rule.threshold >= bundle) throw thresholdAboveBundle();
    const priceMicros = this.priceOf(bundle);
    return this.database.asTenant(tenantId, async (tx) => {
      await this.ledger.lock(tx, [{ tenantId }]);
      const isEnabled = rule.enabled ?? (await wasEnabled(tx, tenantId)) ?? true;
      if (isEnabled) await this.check(tx, { ...rule, tenantId, priceMicros });
      const by = actorOf(caller);
      await keepRule(tx, { ...rule, tenantId, bundle, isEnabled, setBy: by });
      const told = { decision: 'recharge_set', by, bundle, isEnabled } as const;
      await this.decisions.tell(tx, { tenantId, ...told, thresholds: [rule.threshold] });
      await this.trigger.refresh(tx, tenantId);
      return this.read(tx, tenantId);
    });
  }

  /** Nothing is bought by itself any more; what isn't at the provider yet is called off. Repeated, it changes nothing. */
  async switchOff(tenantId: string, caller: Principal): Promise<void> {
    await this.database.asTenant(tenantId, async (tx) => {
      await this.ledger.lock(tx, [{ tenantId }]);
      const by = actorOf(caller);
      const rule = await disableRule(tx, tenantId, by);
      if (!rule) return;
      const told = { decision: 'recharge_set', by, bundle: rule.bundle, isEnabled: false } as const;
      await this.decisions.tell(tx, { tenantId, ...told, thresholds: [rule.threshold] });
      await this.trigger.refresh(tx, tenantId);
    });
  }

  /** Whether a rule can be on. */
  private async check(
    tx: Transaction,
    { tenantId, monthlyCapMicros, priceMicros }: KeepRecharge & Priced,
  ): Promise<void> {
    if (monthlyCapMicros < priceMicros) throw capBelowPrice(priceMicros);
    if (!this.provider.isConfigured) throw paymentsNotConfigured();
    if (!(await hasPaymentMethod(tx, tenantId, this.provider.name))) throw paymentMethodRequired();
  }

  /** Looks anew at rules whose cap has begun afresh. @returns how many were due */
  async resume(limit: number): Promise<number> {
    const due = await findDueRules(this.database, limit);
    for (const rule of due)
      await this.lookAnew(rule).catch((error: unknown) => this.logger.error(error));
    return due.length;
  }

  private async lookAnew(rule: { readonly tenantId: string }): Promise<void> {
    await this.database.asWorker(async (tx) => {
      await this.ledger.lock(tx, [rule]);
      await this.trigger.refresh(tx, rule.tenantId);
    });
  }

  private read(tx: Transaction, tenantId: string): Promise<RechargeView> {
    const { name, isConfigured } = this.provider;
    return readRecharge(tx, tenantId, {
      provider: name,
      isConfigured,
      priceOf: (bundle) => this.priceOf(bundle),
    });
  }

  private priceOf(bundle: Bundle): number {
    const offers = bundlesAt(this.settings.bundlePrices);
    return offers.find((offer) => offer.bundle === bundle)!.priceMicros;
  }
}
