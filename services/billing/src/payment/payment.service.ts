import { isId, type PaymentEventView } from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { Injectable, Logger } from '@nestjs/common';
import type { PurchaseKey } from '../purchase/purchase.queries.js';
import { PurchaseLedger } from '../purchase/purchase.ledger.js';
import { type PaymentEvent, PaymentProvider } from './payment.provider.js';

/** Hears what the payment provider tells: each event has its effect once, in the transaction that keeps it. */
@Injectable()
export class PaymentService {
  private readonly logger = new Logger(PaymentService.name);

  constructor(
    private readonly provider: PaymentProvider,
    private readonly purchaseLedger: PurchaseLedger,
    private readonly database: Database,
  ) {}

  /** Answers once the event's effect is durable. @throws invalid_signature, signature_expired, malformed_event */
  async deliver(payload: string, signature: string): Promise<PaymentEventView> {
    return this.hear(await this.provider.parse(payload, signature));
  }

  async hear(event: PaymentEvent): Promise<PaymentEventView> {
    const { id, news } = event;
    if (!news) return { outcome: 'ignored' };
    const purchase = await this.find(event);
    if (!purchase) {
      // Somebody may have paid for what a restored database has lost.
      if (event.purchaseId !== null)
        this.logger.error(`event ${id} is about purchase ${event.purchaseId}, which isn't here`);
      return { outcome: 'ignored', code: 'unknown_purchase' };
    }
    return this.database.asWorker(async (tx) => {
      const locked = await this.purchaseLedger.lock(tx, purchase);
      const { tenantId, id: purchaseId } = purchase;
      const key = [tenantId, this.provider.name, id];
      // Nobody else adds it meanwhile: whoever does holds the lock.
      const known = await query(
        tx,
        `SELECT 1 FROM payment_event WHERE tenant_id = $1 AND provider = $2 AND event_id = $3`,
        key,
      );
      if (known.length > 0) return { outcome: 'duplicate' };
      const answer = await this.purchaseLedger.learn(tx, locked, news);
      await query(
        tx,
        `INSERT INTO payment_event (tenant_id, provider, event_id, purchase_id, kind, outcome, code)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [...key, purchaseId, news.kind, answer.outcome, answer.code ?? null],
      );
      return answer;
    });
  }

  /** Whose purchase it is, says our own row: what the event claims about the business isn't believed. */
  private async find({ purchaseId, payment }: PaymentEvent): Promise<PurchaseKey | undefined> {
    const id = purchaseId ?? (await this.purchaseOf(payment));
    if (!isId(id)) return undefined;
    const [row] = await this.database.query<PurchaseKey>(
      `SELECT tenant_id AS "tenantId", id FROM purchase WHERE id = $1 AND provider = $2`,
      [id, this.provider.name],
    );
    return row;
  }

  /** Of a refund or a dispute we may hear before we hear of the payment itself. */
  private async purchaseOf(payment: string | null): Promise<string | null> {
    if (payment === null) return null;
    const [row] = await this.database.query<{ id: string }>(
      `SELECT id FROM purchase WHERE payment_reference = $1 AND provider = $2`,
      [payment, this.provider.name],
    );
    return row?.id ?? this.provider.purchaseOf(payment);
  }
}
