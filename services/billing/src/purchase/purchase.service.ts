import {
  actorOf,
  type FlaggedPurchaseView,
  type ListQuery,
  type Page,
  type Principal,
  type PurchaseView,
} from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In, IsNull, Not, Raw } from 'typeorm';
import { bundlesAt, readBundle } from '../bundle/bundle.js';
import { BillingSettings } from '../config.js';
import { paymentsNotConfigured, paymentUnavailable } from '../payment/payment.errors.js';
import { PaymentProvider } from '../payment/payment.provider.js';
import { BuyerService } from './buyer.service.js';
import { Purchase } from './purchase.entity.js';
import { idempotencyKeyReused } from './purchase.errors.js';
import type { PurchaseKey } from './purchase.queries.js';
import { toFlaggedView, toPurchaseView } from './purchase.view.js';
import { Refund } from './refund.entity.js';

interface Order extends PurchaseKey {
  readonly bundle: unknown;
  readonly businessName: string;
  readonly savesMethod: boolean;
}

@Injectable()
export class PurchaseService {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly buyers: BuyerService,
    private readonly settings: BillingSettings,
  ) {}

  /**
   * Opens a purchase and a page to pay it at. Once per id: a repeat goes on where it was cut short.
   * @throws invalid_bundle, may_not_buy, payments_not_configured, idempotency_key_reused,
   *   service_unavailable
   */
  async open(caller: Principal, order: Order): Promise<PurchaseView> {
    const bundle = readBundle(order.bundle);
    await this.buyers.check(order.tenantId, caller);
    if (!this.provider.isConfigured) throw paymentsNotConfigured();
    const purchase = await this.add(order, bundle, actorOf(caller));
    if (purchase.bundle !== bundle) throw idempotencyKeyReused();
    if (!this.isToBeOpened(purchase)) return this.get(order);
    const { reference, url } = await this.provider
      .open({ ...purchase, purchaseId: purchase.id })
      .catch((error: unknown) => {
        throw paymentUnavailable(error);
      });
    await this.database.query(
      `UPDATE purchase SET checkout_reference = $3, checkout_url = $4
        WHERE tenant_id = $1 AND id = $2 AND checkout_url IS NULL
          AND coalesce(checkout_reference, $3) = $3`,
      [order.tenantId, order.id, reference, url],
    );
    return this.get(order);
  }

  private isToBeOpened({ state, checkoutUrl, provider }: Purchase): boolean {
    return state === 'pending' && checkoutUrl === null && provider === this.provider.name;
  }

  /** @throws not_found */
  get({ tenantId, id }: PurchaseKey): Promise<PurchaseView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const purchase = await tx.findOneBy(Purchase, { tenantId, id });
      if (!purchase) throw notFound('purchase');
      const refunds = await tx.findBy(Refund, { tenantId, purchaseId: id });
      return toPurchaseView(purchase, newest(refunds));
    });
  }

  /** Newest first. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<PurchaseView>> {
    const [at, id] = readCursor(cursor, 2);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await tx.find(Purchase, {
        where:
          at === undefined
            ? { tenantId }
            : { tenantId, createdAt: Raw((column) => `(${column}, id) < (:at, :id)`, { at, id }) },
        order: { createdAt: 'DESC', id: 'DESC' },
        take: limit + 1,
      });
      const ids = rows.map((row) => row.id);
      const refunds = await tx.findBy(Refund, { tenantId, purchaseId: In(ids) });
      const byPurchase = Map.groupBy(refunds, ({ purchaseId }) => purchaseId);
      const views = rows.map((row) => toPurchaseView(row, newest(byPurchase.get(row.id) ?? [])));
      return toPage(views, limit, (view) => [view.createdAt, view.id]);
    });
  }

  /** Those that an operator should look at, newest first: of one business, or of all of them. */
  listFlagged(
    tenantId: string | null,
    { limit, cursor }: ListQuery,
  ): Promise<Page<FlaggedPurchaseView>> {
    const [at, id] = readCursor(cursor, 2);
    return this.database.asWorker(async (tx) => {
      const rows = await tx.find(Purchase, {
        where: {
          flag: Not(IsNull()),
          ...(tenantId !== null && { tenantId }),
          ...(at !== undefined && {
            createdAt: Raw((column) => `(${column}, id) < (:at, :id)`, { at, id }),
          }),
        },
        order: { createdAt: 'DESC', id: 'DESC' },
        take: limit + 1,
      });
      const refunds = await tx.findBy(Refund, {
        tenantId: In(rows.map((row) => row.tenantId)),
        purchaseId: In(rows.map((row) => row.id)),
      });
      const byPurchase = Map.groupBy(refunds, (each) => `${each.tenantId} ${each.purchaseId}`);
      const views = rows.map((row) =>
        toFlaggedView(row, newest(byPurchase.get(`${row.tenantId} ${row.id}`) ?? [])),
      );
      return toPage(views, limit, (view) => [view.createdAt, view.id]);
    });
  }

  private add(
    { tenantId, id, businessName, savesMethod }: Order,
    bundle: Purchase['bundle'],
    boughtBy: string,
  ): Promise<Purchase> {
    const offer = bundlesAt(this.settings.bundlePrices).find((each) => each.bundle === bundle)!;
    return this.database.asTenant(tenantId, async (tx) => {
      await query(
        tx,
        `INSERT INTO purchase (tenant_id, id, bundle, price_micros, business_name, bought_by, provider, poll_at,
                               saves_method, customer_reference)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second', $9, (
           SELECT customer_reference FROM payment_method WHERE tenant_id = $1 AND provider = $7 AND $9))
             ON CONFLICT DO NOTHING`,
        [
          tenantId,
          id,
          bundle,
          offer.priceMicros,
          businessName,
          boughtBy,
          this.provider.name,
          this.settings.purchasePollSeconds,
          savesMethod,
        ],
      );
      return tx.findOneByOrFail(Purchase, { tenantId, id });
    });
  }
}

function newest(refunds: readonly Refund[]): Refund | undefined {
  return refunds.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
}
