import { derivedId, type PaymentEventView } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable, Logger } from '@nestjs/common';
import { LedgerService } from '../ledger/ledger.service.js';
import { LotService } from '../lot/lot.service.js';
import type { PaymentNews } from '../payment/payment.provider.js';
import { doubtOf } from './purchase.doubt.js';
import { Purchase } from './purchase.entity.js';
import { factsOf } from './purchase.facts.js';
import { type PurchaseKey, readKnown } from './purchase.queries.js';
import { noteNews } from './purchase.news.js';
import { isOwedBack, type Known, stateOf } from './purchase.status.js';

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
    await this.announce(tx, purchase, before);
    return { outcome: 'applied' };
  }

  /** Credits what is paid, takes back what is owed back, gives back what isn't any more. */
  async moveSegments(tx: Transaction, purchase: Purchase): Promise<void> {
    const { tenantId, id, bundle, priceMicros, paidAt } = purchase;
    if (!paidAt) return;
    const isOwed = isOwedBack(await readKnown(tx, purchase));
    if (purchase.lotId === null) {
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
    if (isOwed && purchase.takenSegments === null)
      await this.takeBack(tx, purchase, purchase.lotId);
    if (!isOwed && purchase.takenSegments !== null) await this.giveBack(tx, purchase);
  }

  private async takeBack(tx: Transaction, purchase: Purchase, lotId: string): Promise<void> {
    const { tenantId, id } = purchase;
    purchase.reversals += 1;
    const taken = await this.lots.reverse(tx, {
      tenantId,
      lotId,
      id: derivedId('reversal', id, String(purchase.reversals)),
      reason: `The money of purchase ${id} went back, or may`,
      actor: ACTOR,
    });
    purchase.takenSegments = taken.segments;
    purchase.takenMicros = taken.micros;
  }

  /** What was taken becomes a lot of its own: the first has had its end. */
  private async giveBack(tx: Transaction, purchase: Purchase): Promise<void> {
    const { tenantId, id, reversals, takenSegments, takenMicros } = purchase;
    if (takenSegments) {
      const lotId = derivedId('restoration', id, String(reversals));
      await this.lots.credit(tx, {
        tenantId,
        lotId,
        kind: 'restoration',
        segments: takenSegments,
        paidMicros: takenMicros ?? 0,
        reason: `The money of purchase ${id} stays after all`,
        actor: ACTOR,
      });
      purchase.lotId = lotId;
    }
    purchase.takenSegments = null;
    purchase.takenMicros = null;
  }

  /** Says what has become of it since `before`, and of the balance. */
  async announce(tx: Transaction, purchase: Purchase, before: Known): Promise<void> {
    const known = await readKnown(tx, purchase);
    purchase.state = stateOf(known);
    purchase.version += 1;
    await tx.save(purchase);
    await this.outbox.addAll(tx, await factsOf(tx, purchase, { before, known }));
    await this.ledger.announceBalances(tx, [purchase]);
  }

  /** Nothing is moved: an operator looks at it. */
  private async flag(tx: Transaction, purchase: Purchase, code: string): Promise<PaymentEventView> {
    this.logger.error(`purchase ${purchase.id}: what the provider told contradicts it (${code})`);
    // Of what was paid wrongly the provider has nothing more to say; whatever else is told, it may yet be paid.
    const isOver = code === 'amount_mismatch' || code === 'currency_mismatch';
    const pollAt = isOver ? null : purchase.pollAt;
    await tx.update(
      Purchase,
      { tenantId: purchase.tenantId, id: purchase.id },
      { flag: code, pollAt, version: purchase.version + 1 },
    );
    return { outcome: 'flagged', code };
  }
}
