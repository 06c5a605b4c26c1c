import {
  CHARGE_BY_STATUS,
  type MessageProgressed,
  type MessageReceived,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox, type Received } from '@fieldline/events';
import { Injectable } from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { chargeFacts } from './charge.facts.js';
import { findExpired, setExpiries, stillExpired } from './hold-expiry.queries.js';
import { chargeInbound, settleHolds } from './ledger.queries.js';
import { LedgerService } from './ledger.service.js';

/** What messages cost once their outcome is known. Each verb is one transaction with its facts. */
@Injectable()
export class SettlementService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: BillingSettings,
    private readonly ledger: LedgerService,
  ) {}

  /** Posts or voids the holds of messages whose outcome is known; the charge table says which. */
  async settle(tx: Transaction, events: readonly Received<MessageProgressed>[]): Promise<void> {
    const due = events.filter(({ payload }) => isDue(payload));
    const settlements = await settleHolds(
      tx,
      due.map(({ tenantId, payload: { messageId, status, providerSegments } }) => {
        const segments = CHARGE_BY_STATUS[status] === 'post' ? providerSegments : null;
        return { tenantId, messageId, segments };
      }),
    );
    const charges = settlements.map(({ index, ...charge }) => ({
      ...charge,
      cause: index === null ? undefined : due[index],
    }));
    await this.outbox.addAll(tx, await chargeFacts(tx, charges));
    await setExpiries(
      tx,
      events.map(({ tenantId, payload: { messageId, status } }) => {
        const expires = CHARGE_BY_STATUS[status] === 'expire';
        const afterSeconds = expires ? this.settings.unknownVoidAfterSeconds : null;
        return { tenantId, messageId, afterSeconds };
      }),
    );
    await this.ledger.announceBalances(tx, due);
  }

  /** Voids holds of messages that nobody could find out about in time. @returns how many it found */
  expire(limit: number): Promise<number> {
    return this.database.asWorker(async (tx) => {
      const found = await findExpired(tx, limit);
      if (found.length === 0) return 0;
      await this.ledger.lock(tx, found);
      const expired = await stillExpired(tx, found);
      const settlements = await settleHolds(
        tx,
        expired.map((hold) => ({ ...hold, segments: null })),
      );
      await this.outbox.addAll(tx, await chargeFacts(tx, settlements));
      await this.ledger.announceBalances(tx, found);
      return found.length;
    });
  }

  /** Charges texts that came in, at Twilio's count; what the balance lacks becomes a debt. */
  async charge(tx: Transaction, events: readonly Received<MessageReceived>[]): Promise<void> {
    const charged = await chargeInbound(
      tx,
      events.map(({ tenantId, payload }) => ({ tenantId, ...payload })),
    );
    const charges = charged.map(({ index, costMicros }) => {
      const cause = events[index]!;
      return { ...cause.payload, tenantId: cause.tenantId, costMicros, held: null, cause };
    });
    await this.outbox.addAll(tx, await chargeFacts(tx, charges));
    await this.ledger.announceBalances(tx, events);
  }
}

/** Due once the outcome is known: nothing to pay, or Twilio's final count to pay by. */
function isDue({ status, providerSegments }: MessageProgressed): boolean {
  const effect = CHARGE_BY_STATUS[status];
  return effect === 'void' || (effect === 'post' && providerSegments !== null);
}
