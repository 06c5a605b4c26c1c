import { derivedId, type PaymentEventView } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable, Logger } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import { LotService } from '../lot/lot.service.js';
import type { PaymentNews } from '../payment/payment.provider.js';
import { RechargeOutcome } from '../recharge/recharge.outcome.js';
import { doubtOf } from './purchase.doubt.js';
import { Purchase } from './purchase.entity.js';
import { factsOf } from './purchase.facts.js';
import { type PurchaseKey, readKnown } from './purchase.queries.js';
import { noteNews } from './purchase.news.js';
import { isOwedWhole, type Known, type OwnRefund, stateOf } from './purchase.status.js';

const ACTOR = 'system:billing';

/**
 * Keeps what is known of a payment and brings the ledger into accordance with it. What is known only
 * grows, and the ledger follows from it alone: so news may come twice, late and in any order.
 */
@Injectable()
export class PurchaseLedger {
  private readonly logger = new Logger(PurchaseLedger.name);

  constructor(
    private readonly ledger: LedgerService,
    private readonly lots: LotService,
    private readonly outbox: Outbox,
    private readonly recharges: RechargeOutcome,
  ) {}

  /** The account's lock comes before the purchase's, for everybody. */
  async lock(tx: Transaction, key: PurchaseKey): Promise<Purchase> {
    await this.ledger.lock(tx, [key]);
    return tx.findOneOrFail(Purchase, {
      where: { tenantId: key.tenantId, id: key.id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Takes in what the provider told of a purchase that is locked. */
  async learn(tx: Transaction, purchase: Purchase, news: PaymentNews): Promise<PaymentEventView> {
    const before = await readKnown(tx, purchase);
    const noted = doubtOf(purchase, news) ?? (await noteNews(tx, purchase, news));
    if (noted === 'old') return { outcome: 'ignored' };
    if (noted !== 'noted') return this.flag(tx, purchase, noted);
    await this.moveSegments(tx, purchase);
    const known = await this.announce(tx, purchase, before);
    await this.recharges.follow(tx, purchase, news);
    const isPartlyRefunded = known.refundedOutside === 'some' && before.refundedOutside === 'none';
    return isPartlyRefunded ? this.flag(tx, purchase, 'partial_refund') : { outcome: 'applied' };
  }

  /** Credits what is paid, takes back what is owed back, gives back what isn't any more. */
  async moveSegments(tx: Transaction, purchase: Purchase): Promise<void> {
    if (!purchase.paidAt) return;
    if (purchase.lotId === null) await this.credit(tx, purchase);
    const known = await readKnown(tx, purchase);
    const isOwed = isOwedWhole(known);
    const isRefundedNow = known.refund !== null && purchase.takenSegments === null;
    const isLeft = isOwed || isRefundedNow ? await this.takeBack(tx, purchase) : false;
    purchase.reclaims = isOwed && isLeft;
    if (!isOwed && !isRefundedNow) await this.giveBack(tx, purchase, known.refund);
  }

  private async credit(tx: Transaction, purchase: Purchase): Promise<void> {
    const { tenantId, id, bundle, priceMicros } = purchase;
    await this.lots.credit(tx, {
      tenantId,
      lotId: id,
      kind: 'purchase',
      segments: bundle,
      paidMicros: priceMicros,
      reason: `Purchase ${id}`,
      actor: ACTOR,
    });
    purchase.lotId = id;
  }

  /** From each of its lots. @returns whether some is left: it is held */
  private async takeBack(tx: Transaction, purchase: Purchase): Promise<boolean> {
    const { tenantId, id } = purchase;
    const open = await this.lots.openOf(tx, tenantId, lotIdsOf(purchase));
    let left = 0;
    purchase.takenSegments ??= 0;
    purchase.takenMicros ??= 0;
    for (const { lotId, remaining } of open) {
      const taken = await this.lots.reverse(tx, {
        tenantId,
        lotId,
        id: derivedId('reversal', id, String(purchase.reversals + 1)),
        reason: `The money of purchase ${id} went back, or may`,
        actor: ACTOR,
      });
      left += remaining - taken.segments;
      if (taken.segments === 0) continue;
      purchase.reversals += 1;
      purchase.takenSegments += taken.segments;
      purchase.takenMicros += taken.micros;
    }
    return left > 0;
  }

  /** All that was taken, but for a refund of ours that stands, as a lot of its own: those it came from had their end. */
  private async giveBack(
    tx: Transaction,
    purchase: Purchase,
    refund: OwnRefund | null,
  ): Promise<void> {
    const { tenantId, id, takenSegments, takenMicros } = purchase;
    const segments = (takenSegments ?? 0) - (refund?.segments ?? 0);
    if (segments > 0) {
      purchase.reversals += 1;
      await this.lots.credit(tx, {
        tenantId,
        lotId: restorationId(id, purchase.reversals),
        kind: 'restoration',
        segments,
        paidMicros: (takenMicros ?? 0) - (refund?.micros ?? 0),
        reason: `The money of purchase ${id} stays after all`,
        actor: ACTOR,
      });
    }
    purchase.takenSegments = refund?.segments ?? null;
    purchase.takenMicros = refund?.micros ?? null;
  }

  /** Says what has become of it since `before`, and of the balance. @returns what is known now */
  async announce(tx: Transaction, purchase: Purchase, before: Known): Promise<Known> {
    const known = await readKnown(tx, purchase);
    purchase.state = stateOf(known);
    purchase.version += 1;
    await tx.save(purchase);
    if (purchase.state === 'refunded' && stateOf(before) !== 'refunded')
      await this.recharges.refunded(tx, purchase);
    await this.outbox.addAll(tx, factsOf(purchase, { before, known }));
    await this.ledger.announceBalances(tx, [purchase]);
    return known;
  }

  /** Nothing is moved: an operator looks at it. */
  private async flag(tx: Transaction, purchase: Purchase, code: string): Promise<PaymentEventView> {
    this.logger.error(`purchase ${purchase.id}: what the provider told contradicts it (${code})`);
    // Of what was paid wrongly the provider has nothing more to say; whatever else is told, it may yet be paid.
    const isOver = code === 'amount_mismatch' || code === 'currency_mismatch';
    await tx.update(
      Purchase,
      { tenantId: purchase.tenantId, id: purchase.id },
      { flag: code, version: purchase.version + 1, ...(isOver && { pollAt: null }) },
    );
    return { outcome: 'flagged', code };
  }
}

/** Its own, and what was given back of it. */
function lotIdsOf({ id, reversals }: Purchase): string[] {
  const names = Array.from({ length: reversals }, (_, place) => restorationId(id, place + 1));
  return [id, ...names];
}

function restorationId(purchaseId: string, count: number): string {
  return derivedId('restoration', purchaseId, String(count));
}
