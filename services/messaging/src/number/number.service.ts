import {
  derivedId,
  NumberPurchased,
  type NumberView,
  type PurchaseNumber,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { MessagingSettings } from '../config.js';
import { inboundAddressKey } from '../twilio/callback-url.js';
import { type BoughtNumber, type NumberOrder, TwilioNumbers } from '../twilio/twilio-numbers.js';
import { InboundAddressRounds } from './inbound-address.rounds.js';
import { OwnNumber } from './number.entity.js';
import { noNumberLeft, numberReleased, textsUnderWay } from './number.errors.js';
import { numberSearches } from './number.search.js';
import { cancelWaiting, isAnyAtTwilio, isAnyUnderWay } from './number.waiting.js';

@Injectable()
export class NumberService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioNumbers,
    private readonly settings: MessagingSettings,
    private readonly inbound: InboundAddressRounds,
  ) {}

  /**
   * Buys a business its number, once. Each step is looked for at Twilio before it is taken, so a
   * repeat after a crash finds what the first try made: one account, one number.
   * @throws no_number_available, tenant_closed
   */
  async purchase(tenantId: string, request: PurchaseNumber): Promise<NumberView> {
    const number = await this.claim(tenantId, 'buying');
    if (number.state === 'released') throw numberReleased();
    if (number.state === 'active') return toNumberView(number);
    const accountSid = await this.twilio.ensureAccount(tenantId, request.businessName);
    const order = { accountSid, tenantId, numberId: number.id };
    const found = await this.twilio.findNumber(accountSid, number.id);
    const bought = found ?? (await this.buy(order, request));
    if (!bought) throw noNumberLeft();
    const kept = await this.database.asTenant(tenantId, async (tx) => {
      const stored = await tx.findOneOrFail(OwnNumber, {
        where: { tenantId, id: number.id },
        lock: { mode: 'pessimistic_write' },
      });
      if (stored.state !== 'buying') return stored;
      // What was found may have been bought by a process with another address.
      const inboundTold = found ? null : inboundAddressKey(this.settings);
      Object.assign(stored, { state: 'active', accountSid, inboundTold, ...bought });
      await tx.save(stored);
      if (found) this.database.afterCommit(tx, () => this.inbound.wake());
      await this.outbox.add(tx, NumberPurchased, tenantId, {
        numberId: stored.id,
        ...bought,
        accountSid,
        version: 1,
      });
      return stored;
    });
    if (kept.state === 'active') return toNumberView(kept);
    // The business was closed meanwhile, and nobody else will look for this number again.
    await this.twilio.releaseNumber(accountSid, number.id);
    await this.twilio.closeAccount(accountSid);
    throw numberReleased();
  }

  /**
   * Gives the number of a business that is closed back to Twilio, once: repeated, it finds nothing to do. Its
   * account there is closed last.
   * One that was being bought meanwhile goes back, too: what it has become is looked at again. What waits to
   * be sent is called off.
   * @throws texts_under_way: again in a moment, when it is known what became of them
   */
  async release(tenantId: string): Promise<void> {
    await this.callOffTexts(tenantId);
    // A purchase that comes only now finds it gone.
    const claimed = await this.claim(tenantId, 'released');
    const account = claimed.accountSid ?? (await this.twilio.findAccount(tenantId));
    for (;;) {
      const number = await this.unreleased(tenantId);
      if (!number) break;
      const { id, state } = number;
      const accountSid = number.accountSid ?? account;
      if (accountSid) await this.twilio.releaseNumber(accountSid, id);
      await this.database.asTenant(tenantId, (tx) =>
        tx.update(OwnNumber, { tenantId, id, state }, { state: 'released' }),
      );
    }
    if (account) await this.closeAccount(tenantId, account);
  }

  private async closeAccount(tenantId: string, accountSid: string): Promise<void> {
    if (await this.database.asTenant(tenantId, (tx) => isAnyAtTwilio(tx, tenantId)))
      throw textsUnderWay();
    await this.twilio.closeAccount(accountSid);
  }

  list(tenantId: string): Promise<NumberView[]> {
    return this.database.asTenant(tenantId, async (tx) => {
      const numbers = await tx.findBy(OwnNumber, { tenantId, state: 'active' });
      return numbers.map(toNumberView);
    });
  }

  /** From near to far. The row says by which search, in case we don't live to see the answer. */
  private async buy(
    order: NumberOrder,
    request: PurchaseNumber,
  ): Promise<BoughtNumber | undefined> {
    const { tenantId, numberId: id } = order;
    for (const { query, matched, fallback } of numberSearches(request)) {
      await this.database.asTenant(tenantId, (tx) =>
        tx.update(OwnNumber, { tenantId, id, state: 'buying' }, { matched, fallback }),
      );
      const bought = await this.twilio.buyNumber(order, request.country, query);
      if (bought) return bought;
    }
    return undefined;
  }

  private unreleased(tenantId: string): Promise<OwnNumber | null> {
    return this.database.asTenant(tenantId, (tx) =>
      tx.findOneBy(OwnNumber, { tenantId, state: In(['buying', 'active']) }),
    );
  }

  /** What Twilio refuses waits again: all of it is called off only where nothing was under way before. */
  private async callOffTexts(tenantId: string): Promise<void> {
    const isBusy = await this.database.asTenant(tenantId, (tx) => isAnyUnderWay(tx, tenantId));
    await this.cancelAllWaiting(tenantId);
    if (isBusy) throw textsUnderWay();
  }

  private async cancelAllWaiting(tenantId: string): Promise<void> {
    for (let more = true; more;)
      more = await this.database.asTenant(
        tenantId,
        async (tx) => (await cancelWaiting(tx, this.outbox, tenantId)) > 0,
      );
  }

  /** @param state of one that isn't there yet */
  private claim(tenantId: string, state: 'buying' | 'released'): Promise<OwnNumber> {
    const id = derivedId('number', tenantId, 'first');
    return this.database.asTenant(tenantId, async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(OwnNumber)
        .values({
          tenantId,
          id,
          state,
          segmentsPerSecond: String(this.settings.segmentsPerSecond),
        })
        .orIgnore()
        .execute();
      return tx.findOneByOrFail(OwnNumber, { tenantId, id });
    });
  }
}

function toNumberView({ id, phoneNumber, matched, fallback }: OwnNumber): NumberView {
  return {
    id,
    phoneNumber: phoneNumber ?? '',
    ...(matched && { matched }),
    ...(fallback && { fallback }),
  };
}
