import {
  BalanceChanged,
  HoldDeclined,
  HoldGranted,
  type LedgerEntryView,
  type ListQuery,
  type MessageAccepted,
  type Page,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type NewEvent, Outbox, type Received } from '@fieldline/events';
import { readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In, LessThan, MoreThan } from 'typeorm';
import { Account } from '../account/account.entity.js';
import { toBalanceChanged } from '../account/balance.fact.js';
import { AlertWatch } from '../alert/alert.watch.js';
import { RechargeTrigger } from '../recharge/recharge.trigger.js';
import { Entry } from './entry.entity.js';
import { lockAccounts, takeHolds } from './ledger.queries.js';

export interface OfTenant {
  readonly tenantId: string;
}

/** The accounts and what is set aside on them. Each verb is part of one transaction with the facts that it makes true. */
@Injectable()
export class LedgerService {
  private readonly locked = new WeakSet<Transaction>();

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly alerts: AlertWatch,
    private readonly recharges: RechargeTrigger,
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

  /** Says what is left after a transaction's last movement, and does what is due at such a balance. */
  async announceBalances(tx: Transaction, of: readonly OfTenant[]): Promise<void> {
    if (of.length === 0) return;
    const accounts = await tx.findBy(Account, {
      tenantId: In(tenantsOf(of)),
      // An account that nothing was ever booked on has nothing to say.
      version: MoreThan(0),
    });
    await this.outbox.addAll(
      tx,
      accounts.map((account) => ({
        type: BalanceChanged,
        tenantId: account.tenantId,
        payload: toBalanceChanged(account),
      })),
    );
    await this.alerts.look(tx, accounts);
    await this.recharges.look(tx, accounts);
  }
}

function tenantsOf(things: readonly OfTenant[]): string[] {
  return [...new Set(things.map(({ tenantId }) => tenantId))];
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
