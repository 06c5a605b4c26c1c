import {
  actorOf,
  type BeginErasure,
  ErasureChanged,
  type ErasureView,
  isId,
  type ListQuery,
  type Page,
  type Principal,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { invalidRequest, notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { changedFact } from '../contact/contact.fact.js';
import { Erasure } from './erasure.entity.js';
import { eraseContacts, findUnsent, forgetEmails, markRecipients } from './erasure.queries.js';
import { ErasureRounds } from './erasure.rounds.js';
import { type ErasureScope, scopeOf } from './erasure.scope.js';
import { cancelErased } from './erasure.steps.js';
import { toErasureChanged, toErasureView } from './erasure.view.js';

/** A person's right that what is kept of them is taken away. Who they are goes at once, what they wrote soon. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly rounds: ErasureRounds,
  ) {}

  /**
   * Once per id. What waits to be sent to them is called off; a STOP of theirs stays, and so do the
   * thread, its charges and the record of their consent.
   * @throws not_found, invalid_number, invalid_request, too_much_to_erase
   */
  begin(tenantId: string, command: BeginErasure, caller: Principal): Promise<ErasureView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const { id, reason } = command;
      const known = await tx.findOneBy(Erasure, { tenantId, id });
      if (known) return toErasureView(known);
      const scope = await scopeOf(tx, tenantId, command);
      const requestedBy = actorOf(caller);
      await this.takeAway(tx, tenantId, scope, requestedBy);
      await tx.insert(Erasure, { tenantId, id, reason, requestedBy, ...scope });
      const erasure = await tx.findOneByOrFail(Erasure, { tenantId, id });
      await this.outbox.add(tx, ErasureChanged, tenantId, toErasureChanged(erasure));
      this.database.afterCommit(tx, () => this.rounds.wake());
      return toErasureView(erasure);
    });
  }

  /** @throws not_found */
  get(tenantId: string, id: string): Promise<ErasureView> {
    return this.database.asTenant(tenantId, async (tx) => {
      const erasure = await tx.findOneBy(Erasure, { tenantId, id });
      if (!erasure) throw notFound('erasure');
      return toErasureView(erasure);
    });
  }

  /** By their ids, descending. */
  list(tenantId: string, { limit, cursor }: ListQuery): Promise<Page<ErasureView>> {
    const [before] = readCursor(cursor, 1);
    if (before !== undefined && !isId(before))
      throw invalidRequest([{ field: 'cursor', message: 'cursor is not one of ours' }]);
    return this.database.asTenant(tenantId, async (tx) => {
      const erasures = await tx.find(Erasure, {
        where: { tenantId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(erasures.map(toErasureView), limit, ({ id }) => [id]);
    });
  }

  /** Rows are locked as everywhere: messages, then numbers, then contacts. */
  private async takeAway(
    tx: Transaction,
    tenantId: string,
    scope: ErasureScope,
    by: string,
  ): Promise<void> {
    const unsent = await findUnsent(tx, tenantId, scope);
    await cancelErased(tx, this.outbox, tenantId, unsent, by);
    await markRecipients(tx, tenantId, scope.recipientIds);
    const erased = await eraseContacts(tx, tenantId, scope.contactIds);
    await forgetEmails(tx, tenantId, scope.contactIds);
    await this.outbox.addAll(tx, erased.map(changedFact));
  }
}
