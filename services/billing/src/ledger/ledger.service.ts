import {
  BalanceChanged,
  CHARGE_BY_STATUS,
  HoldDeclined,
  HoldGranted,
  HoldPosted,
  HoldVoided,
  type LedgerEntryView,
  type ListQuery,
  type MessageAccepted,
  type MessageProgressed,
  type MessageReceived,
  type Page,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type NewEvent, Outbox, type Received } from '@fieldline/events';
import { readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In, LessThan, MoreThan } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { BillingSettings } from '../config.js';
import { Entry } from './entry.entity.js';
import { findExpired, setExpiries, stillExpired } from './hold-expiry.queries.js';
import { adjustmentTooLarge } from './ledger.errors.js';
import {
  adjust,
  type Adjustment,
  chargeInbound,
  lockAccounts,
  settleHolds,
  type Settlement,
  takeHolds,
} from './ledger.queries.js';

interface OfTenant {
  readonly tenantId: string;
}

/** Moves segments. Each verb is one transaction with the facts that it makes true. */
@Injectable()
export class LedgerService {
  private readonly locked = new WeakSet<Transaction>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly settings: BillingSettings,
  ) {}

  /**
   * Locks the accounts of all events of a transaction, once and in id order: two consumers that locked
   * them handler by handler would wait for each other.
   */
  async lock(tx: Transaction, events: readonly OfTenant[]): Promise<void> {
    if (this.locked.has(tx)) return;
    await lockAccounts(tx, tenantsOf(events));
    this.locked.add(tx);
  }

  /** Decides the holds of a batch of accepted messages, of any tenants, in their order. */
  async hold(tx: Transaction, events: readonly Received<MessageAccepted>[]): Promise<void> {
    const decisions = await takeHolds(
      tx,
      events.map(({ tenantId, payload }) => ({ tenantId, ...payload })),
    );
    const facts = events.map((cause): NewEvent => {
      const { messageId, conversationId } = cause.payload;
      const decision = decisions.get(messageId);
      if (!decision) throw new Error(`no decision for message ${messageId}`);
      const { tenantId } = cause;
      const { segments, available, state } = decision;
      if (state === 'declined') {
        const payload = { messageId, conversationId, segments, available };
        return { type: HoldDeclined, tenantId, payload, cause };
      }
      return {
        type: HoldGranted,
        tenantId,
        payload: { messageId, conversationId, segments },
        cause,
      };
    });
    await this.outbox.addAll(tx, facts);
    await this.announceBalances(tx, events);
  }

  /** Posts or voids the holds of messages whose outcome is known; the charge table says which. */
  async settle(tx: Transaction, events: readonly Received<MessageProgressed>[]): Promise<void> {
    const due = events.filter(({ payload }) => isDue(payload));
    const outcomes = await settleHolds(
      tx,
      due.map(({ tenantId, payload: { messageId, status, providerSegments } }) => {
        const segments = CHARGE_BY_STATUS[status] === 'post' ? providerSegments : null;
        return { tenantId, messageId, segments };
      }),
    );
    const facts = outcomes.map(({ index, ...outcome }) => settlementFact(due[index]!, outcome));
    await this.outbox.addAll(tx, facts);
    await setExpiries(
      tx,
      events.map(({ tenantId, payload: { messageId, status } }) => {
        const expires = CHARGE_BY_STATUS[status] === 'expire';
        const afterSeconds = expires ? this.settings.unknownVoidAfterSeconds : null;
        return { tenantId, messageId, afterSeconds };
      }),
    );
    await this.announceBalances(tx, due);
  }

  /** Voids holds of messages that nobody could find out about in time. @returns how many it found */
  expire(limit: number): Promise<number> {
    return this.database.asWorker(async (tx) => {
      const found = await findExpired(tx, limit);
      if (found.length === 0) return 0;
      await this.lock(tx, found);
      const expired = await stillExpired(tx, found);
      const outcomes = await settleHolds(
        tx,
        expired.map((hold) => ({ ...hold, segments: null })),
      );
      const facts = outcomes.map(({ index, segments }): NewEvent<HoldVoided> => {
        const { tenantId, messageId, conversationId } = expired[index]!;
        return { type: HoldVoided, tenantId, payload: { messageId, conversationId, segments } };
      });
      await this.outbox.addAll(tx, facts);
      await this.announceBalances(tx, found);
      return found.length;
    });
  }

  /** Charges texts that came in, at Twilio's count; what the balance lacks becomes a debt. */
  async charge(tx: Transaction, events: readonly Received<MessageReceived>[]): Promise<void> {
    const charged = await chargeInbound(
      tx,
      events.map(({ tenantId, payload }) => ({ tenantId, ...payload })),
    );
    const facts = charged.map(({ index, costMicros }): NewEvent<HoldPosted> => {
      const cause = events[index]!;
      const { messageId, conversationId, segments } = cause.payload;
      const payload = { messageId, conversationId, segments, costMicros, held: null };
      return { type: HoldPosted, tenantId: cause.tenantId, payload, cause };
    });
    await this.outbox.addAll(tx, facts);
    await this.announceBalances(tx, events);
  }

  /** Once per id. @throws adjustment_too_large when it would take away more than is available */
  adjust(adjustment: Adjustment): Promise<Account> {
    const { tenantId } = adjustment;
    return this.database.asTenant(tenantId, async (tx) => {
      if (!(await adjust(tx, adjustment))) throw adjustmentTooLarge();
      await this.announceBalances(tx, [adjustment]);
      return tx.findOneByOrFail(Account, { tenantId });
    });
  }

  /** A business's entries, newest first. */
  entries(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<LedgerEntryView>> {
    const [before] = readCursor(cursor, 1);
    return this.database.asTenant(tenantId, async (tx) => {
      const rows = await tx.find(Entry, {
        where: before === undefined ? {} : { id: LessThan(Number(before)) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(rows.map(toEntryView), limit, (entry) => [entry.id]);
    });
  }

  /** Says what is left after a transaction's last movement. */
  async announceBalances(tx: Transaction, of: readonly OfTenant[]): Promise<void> {
    if (of.length === 0) return;
    const accounts = await tx.findBy(Account, {
      tenantId: In(tenantsOf(of)),
      // An account that nothing was ever booked on has nothing to say.
      version: MoreThan(0),
    });
    await this.outbox.addAll(
      tx,
      accounts.map(({ tenantId, ...account }) => ({
        type: BalanceChanged,
        tenantId,
        payload: { accountId: tenantId, ...account },
      })),
    );
  }
}

function tenantsOf(things: readonly OfTenant[]): string[] {
  return [...new Set(things.map(({ tenantId }) => tenantId))];
}

function settlementFact(
  cause: Received<MessageProgressed>,
  { segments, costMicros, held }: Omit<Settlement, 'index'>,
): NewEvent {
  const { messageId, conversationId } = cause.payload;
  const { tenantId } = cause;
  if (costMicros === null) {
    const payload = { messageId, conversationId, segments };
    return { type: HoldVoided, tenantId, payload, cause };
  }
  const payload = { messageId, conversationId, segments, costMicros, held };
  return { type: HoldPosted, tenantId, payload, cause };
}

/** Due once the outcome is known: nothing to pay, or Twilio's final count to pay by. */
function isDue({ status, providerSegments }: MessageProgressed): boolean {
  const effect = CHARGE_BY_STATUS[status];
  return effect === 'void' || (effect === 'post' && providerSegments !== null);
}

function toEntryView(entry: Entry): LedgerEntryView {
  return {
    id: String(entry.id),
    kind: entry.kind,
    from: entry.source,
    to: entry.target,
    segments: entry.segments,
    messageId: entry.messageId,
    adjustmentId: entry.adjustmentId,
    at: entry.at.toISOString(),
  };
}
