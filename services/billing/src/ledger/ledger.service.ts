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
import { In, LessThan } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { Entry } from './entry.entity.js';
import { adjustmentTooLarge } from './ledger.errors.js';
import {
  adjust,
  type Adjustment,
  chargeInbound,
  lockAccounts,
  postHold,
  takeHolds,
  voidHold,
} from './ledger.queries.js';

/** Moves segments. Each verb is one transaction with the facts that it makes true. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

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
    await this.announceBalances(
      tx,
      events.map((event) => event.tenantId),
    );
  }

  /** Posts or voids the holds of messages whose outcome is known; the charge table says which. */
  async settle(tx: Transaction, events: readonly Received<MessageProgressed>[]): Promise<void> {
    const due = events.filter(({ payload }) => isDue(payload));
    if (due.length === 0) return;
    await lockAccounts(
      tx,
      due.map((event) => event.tenantId),
    );
    for (const event of due) await this.settleOne(tx, event);
    await this.announceBalances(
      tx,
      due.map((event) => event.tenantId),
    );
  }

  /** Charges texts that came in, at Twilio's count; what the balance lacks becomes a debt. */
  async charge(tx: Transaction, events: readonly Received<MessageReceived>[]): Promise<void> {
    await lockAccounts(
      tx,
      events.map((event) => event.tenantId),
    );
    for (const cause of events) {
      const { messageId, conversationId, segments } = cause.payload;
      const { tenantId } = cause;
      const costMicros = await chargeInbound(tx, { tenantId, messageId, conversationId, segments });
      if (costMicros === undefined) continue;
      const payload = { messageId, conversationId, segments, costMicros, held: null };
      await this.outbox.addAll(tx, [{ type: HoldPosted, tenantId, payload, cause }]);
    }
    await this.announceBalances(
      tx,
      events.map((event) => event.tenantId),
    );
  }

  /** Once per id. @throws adjustment_too_large when it would take away more than is available */
  adjust(adjustment: Adjustment): Promise<Account> {
    const { tenantId } = adjustment;
    return this.database.asTenant(tenantId, async (tx) => {
      if (!(await adjust(tx, adjustment))) throw adjustmentTooLarge();
      await this.announceBalances(tx, [tenantId]);
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

  private async settleOne(tx: Transaction, cause: Received<MessageProgressed>): Promise<void> {
    const { messageId, conversationId, status, providerSegments } = cause.payload;
    const { tenantId } = cause;
    if (CHARGE_BY_STATUS[status] === 'void') {
      const segments = await voidHold(tx, tenantId, messageId);
      if (segments === undefined) return;
      const payload = { messageId, conversationId, segments };
      await this.outbox.addAll(tx, [{ type: HoldVoided, tenantId, payload, cause }]);
    } else if (providerSegments !== null) {
      const posted = await postHold(tx, tenantId, messageId, providerSegments);
      if (posted === undefined) return;
      const payload = { messageId, conversationId, ...posted };
      await this.outbox.addAll(tx, [{ type: HoldPosted, tenantId, payload, cause }]);
    }
  }

  private async announceBalances(tx: Transaction, tenantIds: readonly string[]): Promise<void> {
    const accounts = await tx.findBy(Account, { tenantId: In([...new Set(tenantIds)]) });
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
