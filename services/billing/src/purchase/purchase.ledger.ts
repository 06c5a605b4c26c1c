import type { PaymentEventView } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable, Logger } from '@nestjs/common';
import { callUpClosed } from '../closure/closure.queries.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { PaymentNews } from '../payment/payment.provider.js';
import { RechargeOutcome } from '../recharge/recharge.outcome.js';
import { doubtOf } from './purchase.doubt.js';
import { Purchase } from './purchase.entity.js';
import { factsOf } from './purchase.facts.js';
import { PurchaseLots } from './purchase.lots.js';
import { type PurchaseKey, readKnown } from './purchase.queries.js';
import { noteNews } from './purchase.news.js';
import { isOdd, isOwedWhole, type Known, stateOf } from './purchase.status.js';
import { flagOf, isKnownWrong, isWrong, isWronglyPaid, wrongOf } from './purchase.wrong.js';

/**
 * Keeps what is known of a payment and brings the ledger into accordance with it. What is known only
 * grows, and the ledger follows from it alone: so news may come twice, late and in any order.
 */
@Injectable()
export class PurchaseLedger {
  private readonly logger = new Logger(PurchaseLedger.name);

  constructor(
    private readonly ledger: LedgerService,
    private readonly lots: PurchaseLots,
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
    if (isKnownWrong(purchase, news)) return this.ignore(tx, purchase);
    const noted = doubtOf(purchase, news) ?? (await noteNews(tx, purchase, news));
    if (noted === 'old') return { outcome: 'ignored' };
    if (noted !== 'noted') {
      const answer = await this.flag(tx, purchase, noted);
      if (isWrong(noted)) await this.keepWrong(tx, purchase, { news, before });
      return answer;
    }
    await this.moveSegments(tx, purchase);
    const known = await this.announce(tx, purchase, before);
    await this.recharges.follow(tx, purchase, news);
    await callUpClosed(tx, purchase);
    const isNewlyOdd = isOdd(purchase, known) && !isOdd(purchase, before);
    return isNewlyOdd ? this.flag(tx, purchase, 'partial_refund') : { outcome: 'applied' };
  }

  /** A refund of ours came to nothing: what was taken for it is given back. */
  async refuseRefund(tx: Transaction, purchase: Purchase, before: Known): Promise<void> {
    await this.moveSegments(tx, purchase);
    const known = await this.announce(tx, purchase, before);
    if (isOdd(purchase, known) && !isOdd(purchase, before))
      await this.flag(tx, purchase, 'partial_refund');
  }

  /** Credits what is paid, takes back what is owed back, gives back what isn't any more. */
  async moveSegments(tx: Transaction, purchase: Purchase): Promise<void> {
    if (!purchase.paidAt) return;
    if (purchase.lotId === null) await this.lots.credit(tx, purchase);
    const known = await readKnown(tx, purchase);
    const isOwed = isOwedWhole(known);
    const isRefundedNow = known.refund !== null && purchase.takenSegments === null;
    const why = isOwed ? null : known.refund;
    const isLeft = isOwed || isRefundedNow ? await this.lots.takeBack(tx, purchase, why) : false;
    purchase.reclaims = isOwed && isLeft;
    if (!isOwed && !isRefundedNow) await this.lots.giveBack(tx, purchase, known.refund);
  }

  /** Says what has become of it since `before`, and of the balance. @returns what is known now */
  async announce(tx: Transaction, purchase: Purchase, before: Known): Promise<Known> {
    const known = await readKnown(tx, purchase);
    const isReturned = this.followMoney(purchase, known);
    purchase.state = stateOf({ ...known, closedAs: purchase.closedAs });
    purchase.version += 1;
    await tx.save(purchase);
    if (isReturned || (purchase.state === 'refunded' && stateOf(before) !== 'refunded'))
      await this.recharges.refunded(tx, purchase);
    await this.outbox.addAll(tx, factsOf(purchase, { before, known }));
    await this.ledger.announceBalances(tx, [purchase]);
    return known;
  }

  /** What was flagged for its money is no more, once that is squared. @returns whether a wrong payment went back now */
  private followMoney(purchase: Purchase, known: Known): boolean {
    if (purchase.flag === 'partial_refund' && !isOdd(purchase, known)) purchase.flag = null;
    if (!isWronglyPaid(purchase)) return false;
    const wasFlagged = isWrong(purchase.flag);
    purchase.flag = flagOf(purchase, known);
    const isReturned = wasFlagged && !isWrong(purchase.flag);
    if (isReturned) purchase.closedAs ??= 'canceled';
    return isReturned;
  }

  /** What was paid wrongly is kept: it can be returned, and may have been before we heard of it. */
  private async keepWrong(
    tx: Transaction,
    purchase: Purchase,
    { news, before }: { readonly news: PaymentNews; readonly before: Known },
  ): Promise<void> {
    const wrong = wrongOf(purchase, news);
    if (!wrong) return;
    Object.assign(purchase, wrong);
    await this.announce(tx, purchase, before);
  }

  /** Told before. Nobody has to ask about it any more. */
  private async ignore(
    tx: Transaction,
    { tenantId, id, pollAt }: Purchase,
  ): Promise<PaymentEventView> {
    if (pollAt !== null) await tx.update(Purchase, { tenantId, id }, { pollAt: null });
    return { outcome: 'ignored' };
  }

  /** Nothing is moved: an operator looks at it. */
  private async flag(tx: Transaction, purchase: Purchase, code: string): Promise<PaymentEventView> {
    this.logger.error(`purchase ${purchase.id}: what the provider told contradicts it (${code})`);
    // Of what was paid wrongly the provider has nothing more to say; whatever else is told, it may yet be paid.
    const { tenantId, id, version } = purchase;
    const changed = {
      flag: code,
      version: version + 1,
      ...(isWrong(code) && { pollAt: null }),
    };
    Object.assign(purchase, changed);
    await tx.update(Purchase, { tenantId, id }, changed);
    return { outcome: 'flagged', code };
  }
}
