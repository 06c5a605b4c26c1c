import { Database, query, type Transaction } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import { Injectable, Logger } from '@nestjs/common';
import { Decisions } from '../decision/decisions.js';
import { PaymentProvider, type RefundAnswer } from '../payment/payment.provider.js';
import { Purchase } from './purchase.entity.js';
import { alreadyRefunded, notPaid, nothingToRefund, purchaseDisputed } from './purchase.errors.js';
import { readKnown } from './purchase.queries.js';
import { refundAmountMicros } from './refund.amount.js';
import { Refund } from './refund.entity.js';
import { type DueRefund, takeDue, takeRefund } from './refund.queries.js';
import { PurchaseLedger } from './purchase.ledger.js';
import type { Known } from './purchase.status.js';
import { isWronglyPaid, keptMicros } from './purchase.wrong.js';

export interface RefundOrder {
  readonly tenantId: string;
  readonly id: string;
  readonly purchaseId: string;
  readonly reason: string;
  readonly actor: string;
}

/**
 * Segments first, then money: what is refunded can't be used any more when the provider is asked. The
 * row says what is still to be asked for, and whoever dies in between leaves it to the next round.
 */
@Injectable()
export class RefundService {
  private readonly logger = new Logger(RefundService.name);

  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly purchaseLedger: PurchaseLedger,
    private readonly decisions: Decisions,
  ) {}

  /**
   * What is left of a purchase, or all of what was paid wrongly for it. Once per id, and once per purchase.
   * @throws not_found, not_paid, already_refunded, purchase_disputed, nothing_to_refund
   */
  async request(order: RefundOrder): Promise<void> {
    await this.database.asWorker((tx) => this.takeSegments(tx, order));
    const due = await takeRefund(this.database, this.provider.name, order);
    if (due) await this.ask(due).catch((error: unknown) => this.logger.error(error));
  }

  /** Goes on with refunds that weren't confirmed. @returns how many were due */
  async resume(limit: number): Promise<number> {
    const due = await takeDue(this.database, this.provider.name, limit);
    const asking = due.map((refund) =>
      this.ask(refund).catch((error: unknown) => this.logger.error(error)),
    );
    await Promise.all(asking);
    return due.length;
  }

  private async takeSegments(tx: Transaction, order: RefundOrder): Promise<void> {
    const { tenantId, id, purchaseId, reason, actor } = order;
    if (!(await tx.existsBy(Purchase, { tenantId, id: purchaseId }))) throw notFound('purchase');
    const purchase = await this.purchaseLedger.lock(tx, { tenantId, id: purchaseId });
    if (await tx.existsBy(Refund, { tenantId, id, purchaseId })) return;
    const before = await readKnown(tx, purchase);
    const isWrong = isWronglyPaid(purchase);
    if (isWrong) checkReturnable(before);
    else checkRefundable(purchase);
    await query(
      tx,
      `INSERT INTO refund (tenant_id, id, purchase_id, reason, actor) VALUES ($1, $2, $3, $4, $5)`,
      [tenantId, id, purchaseId, reason, actor],
    );
    const told = { by: actor, subjectId: purchaseId };
    await this.decisions.tell(tx, { tenantId, decision: 'refund_requested', ...told });
    await this.purchaseLedger.moveSegments(tx, purchase);
    const { outsideMicros } = before;
    const amountMicros = isWrong
      ? keptMicros(purchase, before)
      : refundAmountMicros({ ...purchase, outsideMicros });
    if (amountMicros === 0) throw nothingToRefund();
    await tx.update(
      Refund,
      { tenantId, id },
      {
        segments: purchase.takenSegments ?? 0,
        takenMicros: purchase.takenMicros ?? 0,
        amountMicros,
      },
    );
    await this.purchaseLedger.announce(tx, purchase, before);
  }

  private async ask(due: DueRefund): Promise<void> {
    const answer = await this.provider.refund(due);
    await this.database.asWorker((tx) => this.keep(tx, due, answer));
  }

  /** A refusal is final: what was taken for it is given back. */
  private async keep(
    tx: Transaction,
    { tenantId, refundId, purchaseId }: DueRefund,
    answer: RefundAnswer,
  ): Promise<void> {
    const purchase = await this.purchaseLedger.lock(tx, { tenantId, id: purchaseId });
    const requested = { tenantId, id: refundId, state: 'requested' } as const;
    const before = await readKnown(tx, purchase);
    if (answer.outcome === 'done') {
      await tx.update(Refund, requested, { state: 'done', providerReference: answer.reference });
      if (isWronglyPaid(purchase)) await this.purchaseLedger.announce(tx, purchase, before);
      return;
    }
    const { affected } = await tx.update(Refund, requested, { state: 'failed' });
    if (!affected) return;
    this.logger.error(`purchase ${purchaseId}: the provider refused refund ${refundId}`);
    await this.purchaseLedger.refuseRefund(tx, purchase, before);
  }
}

/** Nothing was credited for a wrong payment: all of it goes back, unless it did or the bank has it. */
function checkReturnable({ refund, disputes }: Known): void {
  if (disputes.some((state) => state !== 'won')) throw purchaseDisputed();
  if (refund) throw alreadyRefunded();
}

function checkRefundable({ state, paidAt }: Purchase): void {
  if (!paidAt) throw notPaid();
  if (state === 'disputed') throw purchaseDisputed();
  if (state !== 'paid') throw alreadyRefunded();
}
