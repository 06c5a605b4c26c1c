import {
  derivedId,
  NumberPurchased,
  type NumberView,
  type PurchaseNumber,
} from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { TwilioNumbers } from '../twilio/twilio-numbers.js';
import { OwnNumber } from './number.entity.js';
import { noNumberLeft } from './number.errors.js';

@Injectable()
export class NumberService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly twilio: TwilioNumbers,
    private readonly settings: MessagingSettings,
  ) {}

  /**
   * Buys a business its number, once. Each step is looked for at Twilio before it is taken, so a
   * repeat after a crash finds what the first try made: one account, one number.
   */
  async purchase(tenantId: string, request: PurchaseNumber): Promise<NumberView> {
    const number = await this.claim(tenantId);
    if (number.state === 'active') return toNumberView(number);
    const accountSid = await this.twilio.ensureAccount(tenantId, request.businessName);
    const bought =
      (await this.twilio.findNumber(accountSid, number.id)) ??
      (await this.twilio.buyNumber(accountSid, tenantId, number.id, request));
    if (!bought) throw noNumberLeft();
    return this.database.asTenant(tenantId, async (tx) => {
      const stored = await tx.findOneOrFail(OwnNumber, {
        where: { tenantId, id: number.id },
        lock: { mode: 'pessimistic_write' },
      });
      if (stored.state === 'active') return toNumberView(stored);
      Object.assign(stored, { state: 'active', accountSid, ...bought });
      await tx.save(stored);
      await this.outbox.add(tx, NumberPurchased, tenantId, {
        numberId: stored.id,
        phoneNumber: bought.phoneNumber,
        version: 1,
      });
      return toNumberView(stored);
    });
  }

  list(tenantId: string): Promise<NumberView[]> {
    return this.database.asTenant(tenantId, async (tx) => {
      const numbers = await tx.findBy(OwnNumber, { tenantId, state: 'active' });
      return numbers.map(toNumberView);
    });
  }

  private claim(tenantId: string): Promise<OwnNumber> {
    const id = derivedId('number', tenantId, 'first');
    return this.database.asTenant(tenantId, async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(OwnNumber)
        .values({
          tenantId,
          id,
          state: 'buying',
          segmentsPerSecond: String(this.settings.segmentsPerSecond),
        })
        .orIgnore()
        .execute();
      return tx.findOneByOrFail(OwnNumber, { tenantId, id });
    });
  }
}

function toNumberView({ id, phoneNumber, fallback }: OwnNumber): NumberView {
  return { id, phoneNumber: phoneNumber ?? '', ...(fallback ? { fallback } : {}) };
}
